"""Articles in our own words, with invented people, that the tests of extraction share."""

from datetime import date

from incidents.extraction import Document

PORTAL = """Veltrano admits patient portal flaw after months of denials

By Ilda Farrow

Keep independent local news alive. Your support makes reporting like this possible.
We do not hide our stories behind a paywall, and that costs money.
Your donation helps us every day.Veltrano, which runs a booking app for clinics, said on Tuesday that data on up to \
3.4 million patients had been copied by intruders.

Earlier reports had suggested 900,000 patients were affected. The hackers, who call themselves Grey Lantern, claimed \
on their site that "no fewer than 5 million" records were taken.

Names, dates of birth and diagnosis codes were exposed, Veltrano said. No payment card numbers were involved.

"We should have closed this gap much sooner," chief executive Tamsin Oduya said. "That was our mistake."

The company has disabled the search feature that allowed anyone to look up patients by phone number, and it will \
offer credit monitoring for two years to those affected.

The Information Commissioner's Office has opened an investigation into the breach, a spokeswoman confirmed. \
The attackers got in through a phishing email in March 2021.

Additional reporting by agencies
Join our commenting forum
Comments
"""


def portal() -> Document:
    """The article on the invented patient portal, published on a Thursday."""
    return Document(id="portal", text=PORTAL, published_on=date(2021, 9, 16))


FOOTBALL = """Marsh Rovers hold on for a point

Marsh Rovers drew 1-1 with Eastholt on Saturday in front of 14,212 spectators, and the manager, Del Curran, said he
was happy with the effort. "We gave everything," Curran said. The midfielder scored after 30 minutes, but the visitors
were level before the break. Rovers play Northcombe next week and have now won four of their last nine games.
"""

FRENCH = """Une fuite de données touche deux millions de clients

La société a reconnu mardi que les noms et les adresses de deux millions de clients ont été volés par des pirates.
La Commission nationale a ouvert une enquête. « Nous regrettons cet incident », a déclaré le directeur général.
"""

ROBBERY = """Three held after robbery in Calder

Police arrested three men on Monday after a jewellery shop in Calder was robbed. The thieves stole watches worth
£200,000 and injured two guards. Detective Inspector Moira Kent said the men had been charged with robbery. A court
will hear the case next week. Witnesses said the robbers fled in a stolen van.
"""

ADVICE = """How to protect your accounts

Use a different password for every site and switch on two-factor authentication. Criminals may try to steal your data
with phishing emails, so never click a link you do not trust. If your data is exposed in a breach, change your password
at once. Check your bank statements every month. A password manager can help you remember them all.
"""

BILL = """Data bill passes

The new data protection act takes effect on Friday. Companies would have to report breaches within 72 hours and could be
fined up to 4 percent of turnover. Businesses that handle the data of more than 100,000 people must appoint an officer.
Ministers said the law would protect consumers from misuse of their information. Critics warned that it came too late.
"""

STOLEN = """The email addresses and passwords of 40,000 customers of the bakery chain Halmo were stolen by
hackers in March, the company said on Monday. It has reset all passwords and told the data protection authority."""

LEFT = """A nurse at Northmoor Hospital left the medical records of 31 patients on a train, the hospital admitted. It
has apologised to the patients and retrained staff."""
