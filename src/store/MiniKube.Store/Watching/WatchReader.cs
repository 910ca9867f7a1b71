using System.Collections.Immutable;
using MiniKube.Mvcc;

namespace MiniKube.Store.Watching;

/// <summary>Reads a range's changes out of the kept history, whole revisions at a time.</summary>
internal static class WatchReader
{
    /// <summary>A batch ends after the revision that reaches this many events.</summary>
    private const int BatchEvents = 1000;

    /// <param name="state">The state to read; its history holds <paramref name="from"/>.</param>
    /// <param name="range">Which keys.</param>
    /// <param name="from">The first revision to look at; not after the state's newest.</param>
    public static WatchBatch Read(MvccState state, KeyRange range, Revision from)
    {
        ImmutableArray<KeyEvent>.Builder? several = null;
        ImmutableArray<KeyEvent> one = [];
        var at = from;
        for (; at <= state.Current; at = at.Next)
        {
            var events = Filter(state.EventsAt(at), range);
            if (events.IsEmpty)
            {
                continue;
            }

            if (one.IsEmpty)
            {
                one = events;
            }
            else
            {
                if (several is null)
                {
                    several = ImmutableArray.CreateBuilder<KeyEvent>();
                    several.AddRange(one);
                }

                several.AddRange(events);
            }

            if ((several?.Count ?? one.Length) >= BatchEvents)
            {
                break;
            }
        }

        var upTo = at <= state.Current ? at : state.Current;
        return new WatchBatch(upTo, several?.DrainToImmutable() ?? one);
    }

    private static ImmutableArray<KeyEvent> Filter(ImmutableArray<KeyEvent> events, KeyRange range)
    {
        var matching = 0;
        foreach (var change in events)
        {
            if (range.Contains(change.Key))
            {
                matching++;
            }
        }

        // Mostly a revision changes one key, and its array can be shared by every watch.
        if (matching == 0 || matching == events.Length)
        {
            return matching == 0 ? [] : events;
        }

        return [.. events.Where(change => range.Contains(change.Key))];
    }
}
