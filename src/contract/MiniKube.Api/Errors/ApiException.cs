namespace MiniKube.Api.Errors;

/// <summary>A refusal that the client must see. One middleware of the API server turns it into a Status body; clients throw it for such a body.</summary>
#pragma warning disable CA1032, RCS1194 // There is no refusal without a status.
public sealed class ApiException(ApiStatus status, Exception? inner = null) : Exception(status.Message, inner)
#pragma warning restore CA1032, RCS1194
{
    public ApiStatus Status { get; } = status;

    public bool IsNotFound => Status.Code == 404;

    /// <summary>True for a lost race on a resourceVersion; false for a name that is taken.</summary>
    public bool IsConflict => Status is { Code: 409, Reason: StatusReason.Conflict };

    public bool IsAlreadyExists => Status is { Code: 409, Reason: StatusReason.AlreadyExists };

    /// <summary>True when the revision asked for has been compacted: list again.</summary>
    public bool IsGone => Status.Code == 410;
}
