using System.Collections.Concurrent;

namespace MiniKube.ApiServer.Authorization.Webhooks;

/// <summary>Remembers for a while what was decided on a question. Safe for use by several threads.</summary>
internal sealed class DecisionCache(TimeProvider time)
{
    // Emptied when full: rarer than keeping an order.
    private const int EntriesMax = 8192;

    // Somebody could fill the memory with long names.
    private const int QuestionCharsMax = 10_000;

    private readonly ConcurrentDictionary<string, (Decision Decision, DateTimeOffset Until)> _entries = new(StringComparer.Ordinal);

    public bool TryFind(string question, out Decision decision)
    {
        var isKnown = _entries.TryGetValue(question, out var entry) && time.GetUtcNow() < entry.Until;
        decision = isKnown ? entry.Decision : default;
        return isKnown;
    }

    public void Keep(string question, Decision decision, TimeSpan keptFor)
    {
        if (keptFor <= TimeSpan.Zero || question.Length > QuestionCharsMax)
        {
            return;
        }

        if (_entries.Count >= EntriesMax)
        {
            _entries.Clear();
        }

        _entries[question] = (decision, time.GetUtcNow() + keptFor);
    }
}
