"""Our corrections of the document: the overlay, the two applied to each other, and what an update does to them."""
