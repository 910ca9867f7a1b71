namespace MiniKube.ApiServer.Health;

/// <summary>One thing that must be well.</summary>
/// <param name="Name">A path segment or several: <c>etcd</c>, <c>poststarthook/start-controllers</c>.</param>
/// <param name="IsForLiveness">False when a failure means only that the server shall get no requests yet, not that it is broken.</param>
/// <param name="FindFault">What is wrong, for the log and the check's own path; null when all is well.</param>
internal sealed record HealthCheck(string Name, bool IsForLiveness, Func<CancellationToken, ValueTask<string?>> FindFault);
