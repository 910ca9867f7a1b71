using System.Collections.Immutable;
using System.Threading.Channels;
using MiniKube.ApiServer.Aggregation;
using MiniKube.Mvcc;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Registry;

/// <summary>
/// What is served now: the built-in resources and those of CustomResourceDefinitions. Readers take the catalog once for a request; it does not
/// change under them. Written by the host of the definitions alone.
/// </summary>
internal sealed class ServedApi
{
    private readonly Lock _gate = new();
    private readonly List<(Revision At, TaskCompletionSource Reached)> _waiting = [];
    private ImmutableDictionary<string, ImmutableArray<ResourceDefinition>> _custom =
        ImmutableDictionary<string, ImmutableArray<ResourceDefinition>>.Empty;

    private ImmutableArray<ChannelWriter<bool>> _followers = [];
    private ApiCatalog _catalog = ApiCatalog.BuiltIn;
    private Revision _reached;

    /// <summary>What other servers answer for.</summary>
    public AggregatedApis Aggregated { get; } = new();

    public ApiCatalog Catalog => Volatile.Read(ref _catalog);

    /// <summary>Says from now on that the catalog is another one, once for any number of changes; for one reader, as long as the server lives.</summary>
    public ChannelReader<bool> FollowChanges()
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        ImmutableInterlocked.Update(ref _followers, static (followers, follower) => followers.Add(follower), changes.Writer);
        return changes.Reader;
    }

    /// <summary>Serves these versions of a definition and no others; none take it away.</summary>
    public void Serve(string definition, ImmutableArray<ResourceDefinition> versions)
    {
        _custom = versions.IsEmpty ? _custom.Remove(definition) : _custom.SetItem(definition, versions);
        Volatile.Write(ref _catalog, ApiCatalog.BuiltIn.With(_custom.Values.SelectMany(each => each)));
        foreach (var follower in _followers)
        {
            follower.TryWrite(true);
        }
    }

    /// <summary>Everything that definitions said up to this revision is served.</summary>
    public void Reach(Revision revision)
    {
        lock (_gate)
        {
            _reached = revision;
            foreach (var (_, reached) in _waiting.Where(waiting => waiting.At <= revision))
            {
                reached.TrySetResult();
            }

            _waiting.RemoveAll(waiting => waiting.At <= revision);
        }
    }

    public async ValueTask WaitForAsync(Revision revision, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_reached >= revision)
            {
                return;
            }

            _waiting.Add((revision, reached));
        }

        try
        {
            await reached.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                _waiting.RemoveAll(waiting => waiting.Reached == reached);
            }
        }
    }
}
