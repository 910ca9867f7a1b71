namespace MiniKube.Faults.Tests.Faults;

/// <summary>What is done to a running cluster.</summary>
internal enum FaultKind
{
    /// <summary>kill -9 of one member.</summary>
    Kill,

    /// <summary>kill -9 of all.</summary>
    KillAll,

    /// <summary>SIGSTOP of one member, for longer than the others wait for a leader.</summary>
    Pause,

    /// <summary>SIGSTOP of all.</summary>
    PauseAll,

    /// <summary>A member and the others do not hear each other; its clients do hear it.</summary>
    CutOff,

    /// <summary>A member does not hear the others.</summary>
    Deafen,

    /// <summary>The others do not hear a member.</summary>
    Mute,

    /// <summary>Two members do not hear each other, the third hears both.</summary>
    CutPair,

    /// <summary>A member's cable is pulled: its clients do not hear it either.</summary>
    Unplug,

    /// <summary>A member is stopped, then cut off, and goes on alone.</summary>
    PauseThenCutOff,
}
