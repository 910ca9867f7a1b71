namespace MiniKube.Schema.Tests.ManagedFields;

/// <summary>The rules of ownership for a flat map, written down without looking at how they are carried out.</summary>
internal sealed class OwnershipModel
{
    private readonly HashSet<(string Manager, string Key)> _applied = [];
    private readonly HashSet<(string Manager, string Key)> _updated = [];

    public Dictionary<string, string> Values { get; } = [];

    public IEnumerable<string> AppliedBy(string manager) => _applied.Where(pair => pair.Manager == manager).Select(pair => pair.Key);

    public IEnumerable<string> UpdatedBy(string manager) => _updated.Where(pair => pair.Manager == manager).Select(pair => pair.Key);

    /// <summary>False when it would change what another owns.</summary>
    public bool Apply(string manager, Dictionary<string, string> data, bool isForced)
    {
        var changed = data.Where(pair => Values.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => pair.Key).ToHashSet();
        bool IsOthers((string Manager, string Key) pair) => changed.Contains(pair.Key) && pair.Manager != manager;
        if (!isForced && (_applied.Any(IsOthers) || _updated.Any(pair => changed.Contains(pair.Key))))
        {
            return false;
        }

        _applied.RemoveWhere(IsOthers);
        _updated.RemoveWhere(pair => changed.Contains(pair.Key));
        foreach (var key in AppliedBy(manager).Where(key => !data.ContainsKey(key)).ToList())
        {
            _applied.Remove((manager, key));
            if (!_applied.Concat(_updated).Any(pair => pair.Key == key))
            {
                Values.Remove(key);
            }
        }

        foreach (var (key, value) in data)
        {
            _applied.Add((manager, key));
            Values[key] = value;
        }

        return true;
    }

    public bool Update(string manager, Dictionary<string, string> data)
    {
        var changed = Keys(data).Where(key => Values.GetValueOrDefault(key) != data.GetValueOrDefault(key)).ToList();
        foreach (var key in changed)
        {
            _applied.RemoveWhere(pair => pair.Key == key);
            _updated.RemoveWhere(pair => pair.Key == key);
            if (data.TryGetValue(key, out var value))
            {
                _updated.Add((manager, key));
                Values[key] = value;
            }
            else
            {
                Values.Remove(key);
            }
        }

        return true;
    }

    private List<string> Keys(Dictionary<string, string> data) => [.. Values.Keys.Union(data.Keys)];
}
