turnkeySearch("pages-3.ad90c7f2","Cut over Before Drain Sites nodes south west\n!'\n0sites/south #$)  %\n6west #$*  %\n6cut-over #$  &(");
