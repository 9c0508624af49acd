"""How things come in: receive, translate, call one act."""
