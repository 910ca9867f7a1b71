using MiniKube.Api.Names;

namespace MiniKube.Controllers.GarbageCollection;

/// <summary>All objects of the cluster by uid, and who depends on whom. Safe for use by several threads.</summary>
internal sealed class OwnershipGraph
{
    /// <summary>Dependents are looked at within moments, so this is far more than is ever asked for.</summary>
    private const int GoneMax = 5_000;

    private readonly Lock _gate = new();
    private readonly Queue<string> _goneInOrder = new();
    private readonly HashSet<string> _gone = [];
    private readonly Dictionary<string, OwnedObject> _objects = [];
    private readonly Dictionary<string, HashSet<string>> _dependents = [];

    public OwnedObject? Find(string uid)
    {
        lock (_gate)
        {
            return _objects.GetValueOrDefault(uid);
        }
    }

    /// <summary>The objects that name this uid as an owner, also when the owner itself has never been seen.</summary>
    public IReadOnlyList<OwnedObject> DependentsOf(string uid)
    {
        lock (_gate)
        {
            return _dependents.TryGetValue(uid, out var uids) ? [.. uids.Select(dependent => _objects[dependent])] : [];
        }
    }

    /// <summary>True when the object is an owner of its owners, however many steps away.</summary>
    public bool IsInCircle(string uid)
    {
        lock (_gate)
        {
            var seen = new HashSet<string>();
            var next = new Stack<string>([uid]);
            while (next.TryPop(out var current))
            {
                foreach (var owner in _objects.TryGetValue(current, out var item) ? item.Owners : [])
                {
                    if (owner.Uid == uid)
                    {
                        return true;
                    }

                    if (seen.Add(owner.Uid))
                    {
                        next.Push(owner.Uid);
                    }
                }
            }

            return false;
        }
    }

    /// <summary>Takes the object in and returns what was known of it.</summary>
    public OwnedObject? Put(OwnedObject item)
    {
        lock (_gate)
        {
            var before = Unlink(item.Uid);
            _objects[item.Uid] = item;
            foreach (var owner in item.Owners)
            {
                if (!_dependents.TryGetValue(owner.Uid, out var dependents))
                {
                    _dependents.Add(owner.Uid, dependents = []);
                }

                dependents.Add(item.Uid);
            }

            return before;
        }
    }

    public void Remove(string uid)
    {
        lock (_gate)
        {
            Unlink(uid);
        }
    }

    /// <summary>Takes out an object that was deleted, and keeps in mind that it was while others depend on it: there will never be another one of its uid.</summary>
    public void RemoveForGood(string uid)
    {
        lock (_gate)
        {
            Unlink(uid);
            if (!_dependents.ContainsKey(uid) || !_gone.Add(uid))
            {
                return;
            }

            _goneInOrder.Enqueue(uid);
            if (_goneInOrder.Count > GoneMax)
            {
                _gone.Remove(_goneInOrder.Dequeue());
            }
        }
    }

    /// <summary>True when the object is known to have been deleted.</summary>
    public bool IsGone(string uid)
    {
        lock (_gate)
        {
            return _gone.Contains(uid);
        }
    }

    /// <summary>The objects of one collection, in whichever version they were seen.</summary>
    public IReadOnlyList<OwnedObject> OfResource(GroupResource resource)
    {
        lock (_gate)
        {
            return [.. _objects.Values.Where(item => item.Resource.Resource.GroupResource == resource)];
        }
    }

    private OwnedObject? Unlink(string uid)
    {
        if (!_objects.Remove(uid, out var known))
        {
            return null;
        }

        foreach (var owner in known.Owners)
        {
            if (_dependents.TryGetValue(owner.Uid, out var dependents) && dependents.Remove(uid) && dependents.Count == 0)
            {
                _dependents.Remove(owner.Uid);
            }
        }

        return known;
    }
}
