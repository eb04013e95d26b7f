// The translators’ desk, segment by segment: to come.
