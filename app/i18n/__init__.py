"""Words in the reader's language: gettext catalogues, sentences, dates, numbers and money through Babel."""
