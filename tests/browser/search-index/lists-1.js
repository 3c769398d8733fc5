turnkeySearch("lists-1.a493857e",")qu{t#$7Gl;/R?0Ib?0Hi%((4;SeCMSeD^iD_?*fD^|:ao}/oxJq2??ZzIaoSp@]");
