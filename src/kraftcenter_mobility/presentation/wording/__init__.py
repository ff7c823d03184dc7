"""What edits, accounts and notices say, in English and Danish."""
