using System.Threading.Channels;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>Names that have to be looked at. One that is due already does not become due twice, so there are never more than there are objects.</summary>
internal sealed class DueNames
{
    private readonly Lock _gate = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private HashSet<string> _names = new(StringComparer.Ordinal);

    public void Add(params IEnumerable<string> names)
    {
        lock (_gate)
        {
            _names.UnionWith(names);
            if (_names.Count == 0)
            {
                return;
            }
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Waits until some are due, and takes them all.</summary>
    public async ValueTask<IReadOnlyCollection<string>> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _signal.Reader.ReadAsync(cancellationToken);
            lock (_gate)
            {
                if (_names.Count > 0)
                {
                    var taken = _names;
                    _names = new HashSet<string>(StringComparer.Ordinal);
                    return taken;
                }
            }
        }
    }
}
