"""The film that a decade's pictures seem to be shot on: grain, streaks of tape, dust, halation, a vignette.

All of it belongs to the picture, not to the camera, and one picture is seen inside the next. So that no rectangle
shows, grain and streaks have as much of every size (halved, they look as before), specks keep off the portal's border,
and halation and vignette lie on the scene itself, the same in its every view.
"""
