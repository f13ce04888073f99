"""The schemas of a document as classes and plain types: what the generator is given of them."""
