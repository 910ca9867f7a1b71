namespace MiniKube.Kubelet.Serving.Spdy;

/// <summary>Why a stream is reset (SPDY/3.1, section 2.6.3).</summary>
internal enum SpdyReset
{
    ProtocolError = 1,
    InvalidStream = 2,
    RefusedStream = 3,
    Cancel = 5,
    StreamAlreadyClosed = 9,
}
