using MiniKube.Api.Errors;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Holds the revisions that clients ask for against the store's.</summary>
internal static class Revisions
{
    /// <summary>The newest revision, which is at least the one asked for.</summary>
    /// <exception cref="ApiException">504: the store has not come so far.</exception>
    public static async ValueTask<Revision> WaitForAsync(
        ObjectStorage storage,
        ResourceKeys keys,
        Revision atLeast,
        CancellationToken cancellationToken)
    {
        // A linearizable read is as new as any revision that was ever given out, so there is nothing to wait for beyond it.
        var current = await storage.CurrentRevisionAsync(KeyRange.Single(keys.FromRelative("")), cancellationToken);
        return current >= atLeast ? current : throw TooLarge(atLeast, current);
    }

    public static ApiException TooLarge(Revision asked, Revision current) => new(new ApiStatus
    {
        Code = 504,
        Reason = StatusReason.Timeout,
        Message = $"Timeout: Too large resource version: {asked}, current: {current}",
        Details = new StatusDetails
        {
            Causes = [new StatusCause("ResourceVersionTooLarge", "Too large resource version")],
            RetryAfterSeconds = 1,
        },
    });

    public static ApiException TooOld(Revision asked, Revision oldest) =>
        StatusErrors.Expired($"too old resource version: {asked} ({oldest})");
}
