namespace MiniKube.Cri.Streams;

/// <summary>The streams of one exec or attach; those that are null are not connected.</summary>
public sealed record ContainerStdio
{
    /// <summary>Its end (a read of nothing) closes a command's stdin, or is typed as Ctrl-D with a terminal; it ends an attach.</summary>
    public Stream? Stdin { get; init; }

    public Stream? Stdout { get; init; }

    /// <summary>Stays silent with a terminal, which has one output only.</summary>
    public Stream? Stderr { get; init; }

    public bool Tty { get; init; }

    /// <summary>The container was made with <c>stdinOnce</c> and without a terminal: when this caller's stdin ends, or the caller goes, the process's ends, too.</summary>
    public bool EndsStdin { get; init; }

    /// <summary>Sizes of the caller's terminal, passed on as they come once the process has started.</summary>
    public IAsyncEnumerable<TerminalSize>? Resizes { get; init; }
}
