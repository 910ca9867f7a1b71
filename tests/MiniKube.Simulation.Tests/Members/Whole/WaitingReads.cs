using MiniKube.Store.Members;

namespace MiniKube.Simulation.Tests.Members.Whole;

/// <summary>Reads that wait until the member may answer them.</summary>
internal sealed class WaitingReads
{
    private readonly List<(Task Passed, Action Answer, Action Fail)> _reads = [];

    /// <param name="barrier">What it waits for.</param>
    /// <param name="answer">Called when that has passed.</param>
    /// <param name="fail">Called when it never will.</param>
    public void Add(ReadBarrier barrier, Action answer, Action fail)
    {
        CancellationToken never = default;
        _reads.Add((barrier.WaitAsync(never), answer, fail));
    }

    /// <summary>Answers what can be answered now.</summary>
    public void Answer()
    {
        for (var i = _reads.Count - 1; i >= 0; i--)
        {
            var (passed, answer, fail) = _reads[i];
            if (!passed.IsCompleted)
            {
                continue;
            }

            _reads.RemoveAt(i);
            if (passed.IsCompletedSuccessfully)
            {
                answer();
            }
            else
            {
                fail();
            }
        }
    }

    public void Clear() => _reads.Clear();
}
