"""Workers with a thread pool extract side by side; nobody's words are freed under somebody else."""

from concurrent.futures import ThreadPoolExecutor

from incidents.extraction import Document, extract

SENTENCE = "The {name} clinic said on Monday that up to {count} patients were affected when a laptop was stolen."
NAMES = ("Northmoor", "Halmo", "Brenwick", "Westcombe", "Carrowby", "Everdene", "Calder", "Tarrock")


def test_documents_read_in_parallel_come_out_as_when_read_alone() -> None:
    documents = [
        Document(id=str(number), text=SENTENCE.format(name=name, count=1000 + number))
        for number, name in enumerate(NAMES * 4)
    ]
    alone = [extract(document) for document in documents]

    with ThreadPoolExecutor(max_workers=4) as pool:
        assert list(pool.map(extract, documents)) == alone
