using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Discovery;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>
/// How the aggregated servers describe their groups. They are asked when somebody wants to know, at most every ten seconds; whoever cannot be reached is taken at
/// its last word.
/// </summary>
internal sealed partial class ExtensionDescriptions(ServedApi api, TimeProvider time, ILogger<ExtensionDescriptions> logger) : IDisposable
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private ImmutableArray<ExtensionDescription> _known = [];
    private RegisteredApis _askedOf = RegisteredApis.None;
    private DateTimeOffset _askedAt;

    /// <summary>In the order of discovery. The same array as before when nothing has changed.</summary>
    public async ValueTask<ImmutableArray<ExtensionDescription>> CurrentAsync(CancellationToken cancellationToken)
    {
        if (api.Aggregated.Current.Remote.IsEmpty)
        {
            return [];
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            var (registered, now) = (api.Aggregated.Current, time.GetUtcNow());
            if (registered != _askedOf || now - _askedAt >= FreshFor)
            {
                _known = Unchanged(_known, await AskAsync(registered, cancellationToken));
                (_askedOf, _askedAt) = (registered, now);
            }

            return _known;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<ImmutableArray<ExtensionDescription>> AskAsync(RegisteredApis registered, CancellationToken cancellationToken)
    {
        var versions = DiscoveryOrder.Sort(registered.Remote.Keys.Select(version => new DiscoveredVersion(version, registered.Priorities[version])));
        var told = await Task.WhenAll(versions.Select(version => AskAsync(registered.Remote[version.Version], cancellationToken)));
        return [.. told.OfType<ExtensionDescription>()];
    }

    private async Task<ExtensionDescription?> AskAsync(AggregatedVersion version, CancellationToken cancellationToken)
    {
        var server = version.Server;
        var known = _known.FirstOrDefault(each => each.Server == server);
        if (version.IsStale)
        {
            return known;
        }

        using var limit = new CancellationTokenSource(Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await DescriptionDownload.AskAsync(server, known, both.Token);
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNotTold(server.Version.ToString(), (error.InnerException ?? error).Message);
            return known;
        }
    }

    private static ImmutableArray<ExtensionDescription> Unchanged(ImmutableArray<ExtensionDescription> before, ImmutableArray<ExtensionDescription> after) =>
        before.Length == after.Length && before.Zip(after).All(pair => ReferenceEquals(pair.First, pair.Second)) ? before : after;

    [LoggerMessage(3404, LogLevel.Warning, "{Version} does not describe itself: {Message}")]
    private partial void LogNotTold(string version, string message);
}
