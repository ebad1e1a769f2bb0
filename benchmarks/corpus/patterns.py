"""Patterns that several kinds share; those of one kind stand with the kind. Sixteen steps a bar unless said."""

from __future__ import annotations

ROCK = """
    kick X.......X.x..... snare ....X.......X... hat x.o.x.o.x.o.x.o.
    kick X.....x.X....... snare ....X.......X... hat x.o.x.o.x.o.x.o.
    kick X..x..x...x..... snare ....X.......X..g hat x.o.x.o.x.o.x.o.
    kick X.x.......X..... snare ....X.......X... hat xoxoxoxoxoxoxoxo
    kick X.......X....... snare ....X.......X... hat x...x...x...x...
    kick X.....x...x..... snare ....X.......X... ride x.o.x.o.x.o.x.o.
    kick X.x...x.X..x..x. snare ....X..g....X... open x...x...x...x...
    kick X.......X.x.....|X......xX.x..... snare ....X.......X...|....X.......X.g. hat x.o.x.o.x.o.x.o.
    kick X...x...X...x... snare ....X.......X... hat x.x.x.x.x.x.x.x. tamb ....x.......x...
    kick X..x....X.x..... snare ....X.......X... floor ..............o. ride x.o.x.o.x.o.x.o.
"""
FOUR = """
    kick X...X...X...X... clap ....X.......X... open ..x...x...x...x. hat o.oo..oo..oo..oo
    kick X...X...X...X... snare ....x.......x... hat ..x...x...x...x.
    kick X...X...X...X... clap ....X.......X... hat x.xxx.xxx.xxx.xx
    kick X...X...X...X..x snare ....X.......X... open ..x...x...x...x. tamb x...x...x...x...
    kick X...X...X...X... clap ....x.......x..o open ..X...X...X...X. shaker oxoxoxoxoxoxoxox
    kick X...X...X...X.x. clap ....X.......X... hat ..x...x...x...x. ride x...x...x...x...
"""
FUNK = """
    kick X..x..x...x..x.. snare ....X..g.g..X..g hat xoxoxoxoxoxoxoxo
    kick X.x.......xx.... snare ....X..g.g.gX... hat x.x.x.x.x.x.x.x.
    kick X......x..x..... snare ....X..g....X.g. hat xoxxxoxxxoxxxoxx
    kick X.x...x...x..x..|X.x.......xx.x.. snare ....X..g.g..X..g|....X.g..g..X.gg hat xoxoxoxoxoxoxoxo
    kick X..x....x.x..... snare ....X..g.x..X..g open ..............x. hat x.xxx.xxx.xxx...
    kick X......x.xx..... snare .g..X.g..g..X.g. hat xoxoxoxoxoxoxoxo cowbell x...x...x...x...
"""
HALF_TIME = """
    kick X.....x.....x... snare ........X....... hat x.o.x.o.x.o.x.o.
    kick X..........x.... snare ........X....... hat x...o...x...o...
    kick X..x..........x. snare ........X.......  open x.......x....... hat ....x.......x...
"""
HIP_HOP = """
    kick X......x..x..... snare ....X.......X... hat x.x.x.x.x.x.x.x.
    kick X..x......x..... snare ....X.......X.g. hat x.xox.x.x.x.x.xo
    kick X.x....x..x.....|X......x.xx..... snare ....X.......X... hat x.x.x.x.x.x.x.x.
    kick X.......x.x....x snare ....X..g....X... hat x.x.x.x.x.x.x.xx
    kick X..x...x..x..x.. snare ....X.......X..g hat x...x...x...x... shaker ..o...o...o...o.
"""
DRUM_AND_BASS = """
    kick X.........x..... snare ....X.......X... hat x.x.x.x.x.x.x.x.
    kick X.x.......x..... snare ....X..g.g..X..g hat x.x.x.x.x.x.x.x.
    kick X.........x.....|X..x......x..... snare ....X..g....X...|....X..g.g..X..x ride x...x...x...x...
    kick X.x......xx..... snare ....X..g.g..X... hat xoxoxoxoxoxoxoxo
"""
#: Twelve steps a bar.
SHUFFLE = """
    kick X.....x..... snare ...X.....X.. hat x.xx.xx.xx.x
    kick X....xx..... snare ...X.....X.. ride x.xx.xx.xx.x
    kick X..x..x..x.. snare ...X.....X.. hat x.xx.xx.xx.x
    kick X....xx....x snare ..gX.g..gX.g hat x..x..x..x..
    kick X.....x....x snare ...X..g..X.. open x.xx.xx.xx.x
"""
SWING = """
    ride x..x.xx..x.x pedal ...x.....x.. kick o..g..o..g..
    ride x..x..x..x.x pedal ...x.....x.. kick o..o..o..o.. snare .....g......
    ride x..x.xx..x.x pedal ...x.....x.. snare .....g.....o|..g........g kick x...........
    hat o..x.xo..x.x kick x..g..x..g.. rim .........x..
    ride x..x.xx..x.x pedal ...x.....x.. kick o...........|.....o...... snare ..g......g..
"""
#: Twelve steps a bar of three beats.
WALTZ = """
    kick X........... snare ....o...o... hat x.x.x.x.x.x.
    kick X........... tamb ....x...x... ride x...x...x...
    kick X.........x. snare ....x...x... hat x...x...x...
    kick X.....x..... rim ....x...x... hat x.x.x.x.x.x.
    kick X...........|X.......x... snare ........X... ride x.x.x.x.x.x.
    kick X........... pedal ....x...x... ride x...x.x.x...
"""
#: Six or twelve steps a bar of two dotted beats.
SIX_EIGHT = """
    kick X.........x. snare ......X..... hat x.o.o.x.o.o.
    kick X...x.....x. rim ......X..... hat x.o.o.x.o.o.
    kick X..... snare ...X.. ride xooxoo
    kick X...o. snare ...X.. hat xooxoo
    kick X....x snare ...X.o tamb x.ox.o
    kick X.....|X....x snare ...X.. open x..... hat .oooxo
"""

BASS_EIGHTHS = "rrrrrrrr RrrrRrrr rrrrrr5r r-rrr-ro"
BASS_ROOTS = "r------- r---r--- r---5--- r-----r- r--r---- r---u---"
BASS_ROCK = "r--r-rr5 r--rr-5r R-r--r5- r-rr.rr. r--rr--a R--r--5-|R--r--5a"
BASS_FUNK = "r-.r..r-.or..7o. R..r.r..r-o.5.7. r..r..o.r-.5.7a. R-.o..r...rr.o.. R..r..r.5..7.o.."
BASS_OFF_BEAT = ".r.r.r.r ..r...r...r...r. .r.r.r.o ..r...o...r...o."
BASS_WALK = "rwwa r35a rwwa|rwww rw5a r3wa rwoa"
BASS_WALTZ = "r.. r-- r.5 r--|5-- r-a r.."
#: Six steps a bar.
BASS_SIX = "r----5 r--5-- r----- r--r-5 r-----|r--5-a"
#: Twelve steps a bar.
BASS_SHUFFLE = "r.r3.35.57.7 r.r3.35.53.3 r..3..5..7.. r.rr.rr.ro.o r.r5.57.75.5"
BASS_REGGAE = "r--rr-5-r...3... ..r-5-----r-r--- r-..r-r-5...r.r. ....r-3-5--.r-.. r...r...5-3-r..."
BASS_BOSSA = "r--55--r r--5u--5 r--r5--a r-----5-"
BASS_RNB = "r-----.r..5..... r--.....r-o.7-5- r---..r-....a-a. r-....r-..5-r..."

COMP_QUARTERS = "x.x.x.x. Xxxx x-x-x-x- XoXo"
COMP_POP = "x--x--x- x---x--- x-x-.xx- X--x-xx- x-------"
COMP_ROCK = "xxxxxxxx X--X--X- X-xxX-xx X-.xX.xx"
COMP_SYNCOPATED = "x--x--x--x--x--- ...x..x.....x..x ..x...x....x..x. x..x..x...x..x.."
COMP_BALLAD = "x------- x---x--- x-x-x-x- x---x-x-"
COMP_SWING = ".....xx..... x....x...... ...x.x...... .....x.....x x.......x..."
COMP_BOSSA = "x..x..x...x..x.. x.x..x.x..x.x.x. ..x..x..x..x..x. x..x..x.|..x..x.x"
COMP_WALTZ = "bxx b.x bxx|bxx b-x"
COMP_SIX = "bxxxxx x--x-- xxxxxx b.xb.x"
ARP_EIGHTHS = "01232123 01230123 02132132 03213213 01210121 02121312"
ARP_SIXTEENTHS = "0123012301230123 0132013201320132 0.12.0120.12.012 0213021302130213"
ARP_TRIPLETS = "012321012321 012012012012 021021021021"
#: Six steps a bar.
ARP_SIX = "012321 b12321 012345 b21b21 021021"
#: A guitar's thumb and fingers.
PICKING = "b2f1b2f1 b.2.f.1.b.21f.1. b1f2b3f1 b-12f-21 b.12f.3. b-2-f-2-|b-13f-31"
PIANO_LEFT_HAND = "b-12f-21 b---x--- b-x-f-x- b.x.x.x. b-1-2-1-"
