namespace MiniKube.ApiServer.FlowControl.Turns;

/// <summary>What becomes of waiting for a processor.</summary>
internal enum TurnResult
{
    Started,

    /// <summary>Too many wait already.</summary>
    Refused,

    /// <summary>It has waited too long.</summary>
    TimedOut,

    /// <summary>Nobody waits for the answer any more.</summary>
    Cancelled,
}
