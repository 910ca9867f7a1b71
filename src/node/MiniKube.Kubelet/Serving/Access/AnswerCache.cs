namespace MiniKube.Kubelet.Serving.Access;

/// <summary>Answers that hold for a while. When it is full, the one that ends first makes room. Safe for use by several threads.</summary>
internal sealed class AnswerCache<TKey, TAnswer>(int entriesMax, TimeProvider timeProvider)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, (TAnswer Answer, DateTimeOffset End)> _entries = [];

    public bool TryGet(TKey key, out TAnswer? answer)
    {
        lock (_gate)
        {
            var isThere = _entries.TryGetValue(key, out var entry) && entry.End > timeProvider.GetUtcNow();
            answer = isThere ? entry.Answer : default;
            return isThere;
        }
    }

    public void Set(TKey key, TAnswer answer, TimeSpan holds)
    {
        lock (_gate)
        {
            if (_entries.Count >= entriesMax && !_entries.ContainsKey(key))
            {
                _entries.Remove(_entries.MinBy(entry => entry.Value.End).Key);
            }

            _entries[key] = (answer, timeProvider.GetUtcNow() + holds);
        }
    }
}
