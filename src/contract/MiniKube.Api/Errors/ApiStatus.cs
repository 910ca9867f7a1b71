namespace MiniKube.Api.Errors;

/// <summary>The outcome of a request as clients see it: <c>metav1.Status</c>.</summary>
public sealed record ApiStatus
{
    /// <summary>The HTTP status code.</summary>
    public required int Code { get; init; }

    /// <summary>One of <see cref="StatusReason"/>; empty on success.</summary>
    public string Reason { get; init; } = "";

    /// <summary>For a person: what is wrong and what to do next.</summary>
    public string Message { get; init; } = "";

    public StatusDetails? Details { get; init; }

    /// <summary>The revision of the list this status stands for; empty otherwise.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>A token to go on with, in a 410 answer to an expired <c>continue</c>; empty otherwise.</summary>
    public string Continue { get; init; } = "";

    /// <summary>A success tells its code too: where a create makes no object, as upstream has it. That of a deletion does not.</summary>
    public bool TellsCode { get; init; }

    public bool IsSuccess => Code is >= 200 and < 300;
}
