using MiniKube.Api.Names;
using MiniKube.Client.Informers;

namespace MiniKube.Controllers.Common;

/// <summary>
/// Keeps a reconciler from planning on a cache that does not show its own last writes: what would be made or deleted twice.
/// A create or update is visible once the cache has reached its revision; a delete once the cache no longer shows the object as alive.
/// </summary>
internal sealed class OwnWrites<TKey>(IInformer informer, Func<NamespacedName, string, bool> isAlive)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Expected> _expected = [];

    public void Wrote(TKey key, string resourceVersion)
    {
        var revision = long.Parse(resourceVersion);
        Change(key, expected => expected with { Revision = Math.Max(expected.Revision, revision) });
    }

    public void Deleted(TKey key, NamespacedName name, string uid) =>
        Change(key, expected => expected with { Deleted = [.. expected.Deleted, (name, uid)] });

    /// <summary>A write whose outcome is unknown: only a look at the server can tell.</summary>
    public void Unsure(TKey key) => Change(key, expected => expected with { IsUnsure = true });

    /// <summary>True, once, when the server must be asked and what it shows be told to <see cref="Wrote"/> before planning.</summary>
    public bool TakeUnsure(TKey key)
    {
        lock (_gate)
        {
            if (!_expected.TryGetValue(key, out var expected) || !expected.IsUnsure)
            {
                return false;
            }

            _expected[key] = expected with { IsUnsure = false };
            return true;
        }
    }

    /// <summary>True when the cache shows all own writes for the key; otherwise the callback comes when it is worth asking again.</summary>
    public bool AreVisible(TKey key, Action whenVisible)
    {
        Expected expected;
        lock (_gate)
        {
            if (!_expected.TryGetValue(key, out expected!))
            {
                return true;
            }
        }

        if (informer.Revision < expected.Revision)
        {
            informer.CallWhenSeen(expected.Revision, whenVisible);
            return false;
        }

        // An object still shown alive will be shown otherwise by an event, and that event brings the key back.
        if (expected.Deleted.Any(deleted => isAlive(deleted.Name, deleted.Uid)))
        {
            return false;
        }

        Forget(key);
        return true;
    }

    public void Forget(TKey key)
    {
        lock (_gate)
        {
            _expected.Remove(key);
        }
    }

    private void Change(TKey key, Func<Expected, Expected> change)
    {
        lock (_gate)
        {
            _expected[key] = change(_expected.GetValueOrDefault(key) ?? new Expected(0, [], IsUnsure: false));
        }
    }

    private sealed record Expected(long Revision, (NamespacedName Name, string Uid)[] Deleted, bool IsUnsure);
}
