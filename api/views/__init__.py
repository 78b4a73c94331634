"""What answers an address: reads the question, asks once, answers."""
