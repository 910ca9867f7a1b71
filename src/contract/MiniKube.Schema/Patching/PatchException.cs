using MiniKube.Api.Errors;

namespace MiniKube.Schema.Patching;

/// <summary>A patch that cannot be read (400), is too long (413) or does not fit the object (422).</summary>
public sealed class PatchException(ApiStatus status, Exception? inner = null) : Exception(status.Message, inner)
{
    public ApiStatus Status { get; } = status;

    public int Code => Status.Code;

    /// <summary>The patch itself asked not to be applied: what it tests for is not so.</summary>
    public bool IsFailedTest { get; private init; }

    internal static PatchException Malformed(string why, Exception? inner = null) =>
        new(new ApiStatus { Code = 400, Reason = StatusReason.BadRequest, Message = $"error decoding patch: {why}" }, inner);

    internal static PatchException TooLarge(string why) =>
        new(new ApiStatus { Code = 413, Reason = StatusReason.RequestEntityTooLarge, Message = why });

    internal static PatchException FailedTest(string why) => new(Rejection(why)) { IsFailedTest = true };

    internal static PatchException DoesNotApply(string why) => new(Rejection(why));

    private static ApiStatus Rejection(string why) => new()
    {
        Code = 422,
        Reason = StatusReason.Invalid,
        Message = $"the server rejected our request due to an error in our request: {why}",
    };
}
