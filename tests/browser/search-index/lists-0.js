turnkeySearch("lists-0.b6e050f3",")VRP?7S%+m/1:>>FBBu_/f127h*6#$%wUP'39]M[<s.&%^##6RN|&&jiDvGy<R1K/dS$(nE4l<:9Y3X|)~/pRg$j9ATl6:VI/y0e*7-% )C;M`_xj9UKRhi)%9Q");
