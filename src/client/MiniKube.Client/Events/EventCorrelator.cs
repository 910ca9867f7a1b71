namespace MiniKube.Client.Events;

/// <summary>Decides what becomes of an occurrence: a new event, one more of a known one, or nothing. Not safe for several threads.</summary>
internal sealed class EventCorrelator
{
    private const int SeriesMax = 4096;
    private const int SimilarMax = 10;
    private const int BurstPerObject = 25;
    private static readonly TimeSpan SeriesWindow = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RefillPerObject = TimeSpan.FromMinutes(5);

    private readonly Dictionary<EventKey, EventSeries> _series = [];
    private readonly Dictionary<SimilarEventKey, (HashSet<string> Messages, DateTimeOffset Last)> _similar = [];
    private readonly Dictionary<string, (double Tokens, DateTimeOffset Last)> _budgets = [];

    /// <summary>The occurrence as it is to be told; null when its object has told too much lately.</summary>
    public Occurrence? Admit(Occurrence occurrence)
    {
        Trim();
        if (!Spend(occurrence))
        {
            return null;
        }

        var key = occurrence.SimilarKey;
        var (messages, last) = _similar.GetValueOrDefault(key, ([], occurrence.At));
        if (occurrence.At - last > SeriesWindow)
        {
            messages = [];
        }

        var isTooVaried = messages.Count >= SimilarMax && !messages.Contains(occurrence.Message);
        if (!isTooVaried)
        {
            messages.Add(occurrence.Message);
        }

        _similar[key] = (messages, occurrence.At);
        return isTooVaried ? occurrence with { Message = $"(combined from similar events): {occurrence.Message}" } : occurrence;
    }

    /// <summary>The event that this occurrence is one more of; null when it is the first.</summary>
    public EventSeries? Find(Occurrence occurrence) =>
        _series.TryGetValue(SeriesKey(occurrence), out var series) && occurrence.At - series.Last <= SeriesWindow ? series : null;

    public void Remember(Occurrence occurrence, EventSeries series) => _series[SeriesKey(occurrence)] = series;

    public void Forget(Occurrence occurrence) => _series.Remove(SeriesKey(occurrence));

    // All combined ones are one series, whatever words the last of them had.
    private static EventKey SeriesKey(Occurrence occurrence) =>
        occurrence.Message.StartsWith("(combined from similar events): ") ? occurrence.Key with { Message = "(combined)" } : occurrence.Key;

    private bool Spend(Occurrence occurrence)
    {
        var key = $"{occurrence.About.Kind}/{occurrence.About.NamespaceProperty}/{occurrence.About.Name}/{occurrence.About.Uid}";
        var (tokens, last) = _budgets.GetValueOrDefault(key, (BurstPerObject, occurrence.At));
        tokens = Math.Min(BurstPerObject, tokens + ((occurrence.At - last) / RefillPerObject));
        var isAllowed = tokens >= 1;
        _budgets[key] = (isAllowed ? tokens - 1 : tokens, occurrence.At);
        return isAllowed;
    }

    private void Trim()
    {
        DropOlderHalf(_series, series => series.Last);
        DropOlderHalf(_similar, similar => similar.Last);
        DropOlderHalf(_budgets, budget => budget.Last);
    }

    private static void DropOlderHalf<TKey, TValue>(Dictionary<TKey, TValue> entries, Func<TValue, DateTimeOffset> last)
        where TKey : notnull
    {
        if (entries.Count < SeriesMax)
        {
            return;
        }

        foreach (var key in entries.OrderBy(entry => last(entry.Value)).Take(SeriesMax / 2).Select(entry => entry.Key).ToArray())
        {
            entries.Remove(key);
        }
    }
}
