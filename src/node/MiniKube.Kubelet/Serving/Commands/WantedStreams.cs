using Microsoft.AspNetCore.Http;

namespace MiniKube.Kubelet.Serving.Commands;

/// <summary>Which streams of a process a request asks for.</summary>
internal readonly struct WantedStreams(IQueryCollection query)
{
    public bool Stdin { get; } = Is(query, "input", "stdin");

    public bool Stdout { get; } = Is(query, "output", "stdout");

    /// <summary>A terminal has one output only.</summary>
    public bool Stderr { get; } = Is(query, "error", "stderr") && !Is(query, "tty", "tty");

    public bool Tty { get; } = Is(query, "tty", "tty");

    private static bool Is(IQueryCollection query, string name, string other) => query[name] is ["1" or "true"] || query[other] is ["1" or "true"];
}
