using MiniKube.Controllers.Deployments;
using MiniKube.Controllers.Tests.Common;

namespace MiniKube.Controllers.Tests.Deployments;

public sealed class PodTemplatesTests
{
    [Fact]
    public void The_hash_label_and_the_order_of_keys_make_no_difference()
    {
        var one = Objects.Template();
        one.Metadata.Labels = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" };
        var two = Objects.Template();
        two.Metadata.Labels = PodTemplates.WithHash(new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }, "x");

        PodTemplates.AreEqual(one, two).Should().BeTrue();
        PodTemplates.Hash(one, 0).Should().Be(PodTemplates.Hash(two, 0));
    }

    [Fact]
    public void A_collision_or_another_template_gives_another_hash()
    {
        var hashes = new[] { PodTemplates.Hash(Objects.Template("a"), 0), PodTemplates.Hash(Objects.Template("a"), 1), PodTemplates.Hash(Objects.Template("b"), 0) };

        hashes.Should().OnlyHaveUniqueItems();
        hashes.Should().OnlyContain(hash => hash.Length <= 10 && hash.All("bcdfghjklmnpqrstvwxz2456789".Contains));
    }
}
