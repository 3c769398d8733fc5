turnkeySearch("words-3.205bab65","A源のA都のA隣にA電源A館の");
