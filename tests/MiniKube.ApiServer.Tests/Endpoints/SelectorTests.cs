using CsCheck;
using MiniKube.Api.Selectors;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Tests.Endpoints;

public sealed class SelectorTests
{
    private static readonly Gen<string> Word = Gen.OneOf("a", "b", "c", "7", "12", "x.y/z");

    private static readonly Gen<LabelRequirement> Requirement = Gen.Select(
        Gen.Enum<LabelOperator>(), Word, Word.Array[1, 3], Gen.OneOf("5", "10"), (op, key, values, bound) => new LabelRequirement(
            key,
            op,
            op switch
            {
                LabelOperator.In or LabelOperator.NotIn => [.. values],
                LabelOperator.GreaterThan or LabelOperator.LessThan => [bound],
                _ => [],
            }));

    [Fact]
    public void What_is_read_from_stored_bytes_matches_as_the_labels_do()
    {
        var type = ApiCatalog.BuiltIn.Find(new Api.Names.GroupVersionResource("", "v1", "configmaps"))!.Schema;
        var labels = Gen.Select(Word, Word).Array[0, 4].Select(pairs => pairs.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2));

        Gen.Select(labels, Requirement.Array[0, 4]).Sample(
            (has, wants) =>
            {
                var selector = LabelSelector.Of(wants);
                var stored = new StoredObject(new Key("k"u8.ToArray()), StoredObjectEncoder.Encode(Tree(has), type), new Revision(1));

                new LabelMatcher(selector).Matches(stored).Should().Be(selector.Matches(has), "of {0} and {1}", selector, string.Join(',', has));
            },
            threads: 1);
    }

    private static System.Text.Json.Nodes.JsonObject Tree(Dictionary<string, string> labels) => new()
    {
        ["metadata"] = new System.Text.Json.Nodes.JsonObject
        {
            ["name"] = "n",
            ["uid"] = "u",
            ["labels"] = new System.Text.Json.Nodes.JsonObject(labels.Select(label =>
                KeyValuePair.Create<string, System.Text.Json.Nodes.JsonNode?>(label.Key, label.Value))),
        },
    };
}
