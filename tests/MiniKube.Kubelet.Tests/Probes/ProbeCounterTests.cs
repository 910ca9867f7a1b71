using MiniKube.Kubelet.Probes;

namespace MiniKube.Kubelet.Tests.Probes;

public sealed class ProbeCounterTests
{
    [Theory]
    [InlineData(1, 3, "+", true)]
    [InlineData(1, 3, "--", null)]
    [InlineData(1, 3, "---", false)]
    [InlineData(1, 3, "--+", true)]
    [InlineData(1, 3, "+--", true)]
    [InlineData(1, 3, "+---", false)]
    [InlineData(2, 1, "+", null)]
    [InlineData(2, 1, "++", true)]
    [InlineData(2, 1, "++-", false)]
    [InlineData(2, 1, "++-+", false)]
    [InlineData(1, 3, "+--+--", true)]
    public void Only_a_run_as_long_as_the_threshold_changes_the_state(int successes, int failures, string verdicts, bool? state)
    {
        var counter = new ProbeCounter(successes, failures);

        foreach (var verdict in verdicts)
        {
            counter.Add(verdict == '+');
        }

        counter.State.Should().Be(state);
    }
}
