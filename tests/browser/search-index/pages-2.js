turnkeySearch("pages-2.1a4c3401","& <b>not</b> Deployments Guides Half Plain \\ more text Ünïcode “done”\n!&\n0guides/50%25%20%231 '-)$  ,#*!set%20by!%20hand\n7download.txt/ (+  %");
