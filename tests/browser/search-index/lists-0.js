turnkeySearch("lists-0.fa3ffc15",")Y*$JX?3;|NL$Q/C/j<Dxp03*p-E8fIW/r+`)HDj/`#+.bPd}~x6(NQy(_aa([|1/sNT]);e+mzQLq_*%*rs2,(P(n;e-E2#.d)F,4QZ)#)+)~`Y%|G]Pd}ki.B[1X)~/~1.Pbm+rG#K0C## )6E{S7K3jA");
