turnkeySearch("lists-1.af0df1b7",";|*.U%<I*qX[xj9UKRlI,yS5)myzK#(jwDTyzv&$D.5%Ve`XSD4:>i--E}M7<]?u6wS[_'6wS[]kORz0_'9:|*nSY|;B*7?)Jp|#^hU~");
