"""The web pages: readable without JavaScript, without anything from elsewhere."""
