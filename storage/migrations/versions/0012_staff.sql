-- Who invited whom: nobody takes up an invitation of their own, and those of who left are void.

ALTER TABLE invitation ADD COLUMN maker TEXT NOT NULL DEFAULT ''; -- empty: the operator
