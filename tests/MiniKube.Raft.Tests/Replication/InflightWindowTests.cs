using CsCheck;
using MiniKube.Raft.Replication;

namespace MiniKube.Raft.Tests.Replication;

public sealed class InflightWindowTests
{
    [Fact]
    public void The_window_is_a_queue_with_two_bounds() =>
        Gen.Select(Gen.Int[1, 20], Gen.Long[1, 500], Gen.Int[0, 120].Array[0, 200]).Sample((messagesMax, bytesMax, steps) =>
        {
            var window = new InflightWindow(messagesMax, bytesMax);
            var model = new Queue<(long Last, long Bytes)>();
            var last = 0L;
            foreach (var step in steps)
            {
                var isFull = model.Count >= messagesMax || model.Sum(entry => entry.Bytes) >= bytesMax;
                window.IsFull.Should().Be(isFull);
                if (step < 60 && !isFull)
                {
                    window.Add(new LogIndex(++last), step);
                    model.Enqueue((last, step));
                }
                else
                {
                    var answered = Math.Max(0, last - (step % 7));
                    window.FreeTo(new LogIndex(answered));
                    while (model.TryPeek(out var first) && first.Last <= answered)
                    {
                        model.Dequeue();
                    }
                }

                window.Count.Should().Be(model.Count);
            }
        });
}
