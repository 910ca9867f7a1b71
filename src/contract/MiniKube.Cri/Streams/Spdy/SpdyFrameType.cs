namespace MiniKube.Cri.Streams.Spdy;

/// <summary>The types of control frames (SPDY/3.1, section 2.6).</summary>
public enum SpdyFrameType
{
    Data = 0,
    SynStream = 1,
    SynReply = 2,
    RstStream = 3,
    Settings = 4,
    Ping = 6,
    GoAway = 7,
    Headers = 8,
    WindowUpdate = 9,
}
