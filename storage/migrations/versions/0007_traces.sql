-- What has to go with a person wherever it lies: files sent from an address since parted from them,
-- and events set aside.

ALTER TABLE upload ADD COLUMN person TEXT; -- whose it stayed; NULL: whose its address is
ALTER TABLE quarantine ADD COLUMN mark {blob}; -- of the address it came from
