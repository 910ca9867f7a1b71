using System.Collections.Concurrent;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>
/// Guesses how many seats a request is worth: a list by how long the last one of its kind was, a write by how many watch what it changes. Everything
/// else, the beginning of a watch too, is worth one.
/// </summary>
internal sealed class RequestWidth
{
    public const int SeatsMax = 10;

    private const int ObjectsPerSeat = 100;

    /// <summary>An event is encoded once and then copied to each.</summary>
    private const int WatchersPerSeat = 100;

    /// <summary>Bounds what is remembered; what is not is worth one seat.</summary>
    private const int ListsMax = 10_000;

    private readonly ConcurrentDictionary<(GroupResource Resource, string Namespace), int> _lists = new();
    private readonly ConcurrentDictionary<GroupResource, int> _watchers = new();
    private int _listsCount;

    /// <param name="request">What is asked.</param>
    /// <param name="limit">The most objects that the client takes; 0 for all.</param>
    public int SeatsFor(RequestInfo request, int limit) => !request.IsResourceRequest ? 1 : request.Verb switch
    {
        "list" when request.Name.Length == 0 => Seats(limit > 0 ? Math.Min(limit, LastOf(request)) : LastOf(request), ObjectsPerSeat),
        "create" or "update" or "patch" or "delete" or "deletecollection" when request.Resource != "leases" => Seats(
            _watchers.GetValueOrDefault(request.GroupResource), WatchersPerSeat),
        _ => 1,
    };

    /// <summary>A list turned out to be so long.</summary>
    public void NoteList(RequestInfo request, int objects)
    {
        var key = (request.GroupResource, request.Namespace);
        if (_lists.TryGetValue(key, out var before))
        {
            if (before != objects)
            {
                _lists[key] = objects;
            }
        }
        else if (objects > ObjectsPerSeat && Interlocked.Increment(ref _listsCount) <= ListsMax)
        {
            _lists[key] = objects;
        }
    }

    /// <summary>A watch of the resource has begun, or ended.</summary>
    public void NoteWatchers(GroupResource resource, int change) =>
        _watchers.AddOrUpdate(resource, static (_, added) => Math.Max(0, added), static (_, before, added) => before + added, change);

    private static int Seats(int count, int perSeat) => Math.Clamp((count + perSeat - 1) / perSeat, 1, SeatsMax);

    private int LastOf(RequestInfo request) => _lists.GetValueOrDefault((request.GroupResource, request.Namespace));
}
