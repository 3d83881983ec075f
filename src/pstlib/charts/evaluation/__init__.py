"""The plan of an organisation at a day: what is done, what is late, what the law asks."""
