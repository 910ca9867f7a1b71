using System.Text.Json.Nodes;
using CsCheck;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Patching;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Tests.Patching;

public sealed class StrategicMergePropertyTests
{
    private static readonly Gen<string> Word = OneOf("a", "b", "c", "d");

    private static readonly Gen<JsonObject> Container = Gen.Select(Word, Word, Keyed("name", "value"), Keyed("mountPath", "name"), Words).Select(
        (name, image, env, mounts, args) => new JsonObject
        {
            ["name"] = name,
            ["image"] = image,
            ["env"] = env,
            ["volumeMounts"] = mounts,
            ["args"] = args,
        });

    private static readonly Gen<JsonObject> Volume = Gen.Select(Word, OneOf("emptyDir", "hostPath"), Word).Select((name, kind, value) =>
        new JsonObject { ["name"] = name, [kind] = kind == "emptyDir" ? [] : new JsonObject { ["path"] = value } });

    private static readonly Gen<JsonObject> Pod = Gen.Select(Words, Keyed("x", "y"), ListOf(Container, "name"), ListOf(Volume, "name"), Word).Select(
        (finalizers, tolerations, containers, volumes, host) => new JsonObject
        {
            ["metadata"] = new JsonObject { ["finalizers"] = finalizers, ["labels"] = new JsonObject { [host] = host } },
            ["spec"] = new JsonObject
            {
                ["containers"] = containers,
                ["volumes"] = volumes,
                ["hostname"] = host,
                ["tolerations"] = tolerations,
            },
        });

    private static Gen<JsonArray> Words => Word.Array[0, 4].Select(words => new JsonArray([.. words.Distinct().Select(word => JsonValue.Create(word))]));

    [Fact]
    public void The_patch_that_a_client_computes_leads_from_the_one_object_to_the_other()
    {
        var type = ApiCatalog.BuiltIn.Type("io.k8s.api.core.v1.Pod");

        Gen.Select(Pod, Pod).Sample((from, to) =>
        {
            var patch = StrategicDifference.Of(from, to, type);
            return JsonNode.DeepEquals(StrategicMergePatch.Apply(from, patch, type), to);
        });
    }

    [Fact]
    public void Such_a_patch_leads_between_random_objects_of_every_resource()
    {
        foreach (var resource in ApiCatalog.BuiltIn.Resources.Where(resource => !resource.IsVirtual))
        {
            Gen.Select(Mergeable(resource.Schema), Mergeable(resource.Schema)).Sample(
                (from, to) =>
                {
                    var patch = StrategicDifference.Of(from, to, resource.Schema);
                    var patched = StrategicMergePatch.Apply(from, patch, resource.Schema);
                    JsonNode.DeepEquals(patched, to).Should().BeTrue($"{resource.Resource}: {patch.ToJsonString()} makes {patched.ToJsonString()}, not {to.ToJsonString()}");
                },
                iter: 20);
        }
    }

    [Fact]
    public void Applying_that_patch_twice_is_applying_it_once()
    {
        var type = ApiCatalog.BuiltIn.Type("io.k8s.api.core.v1.Pod");

        Gen.Select(Pod, Pod).Sample((from, to) =>
        {
            var patch = StrategicDifference.Of(from, to, type);
            var once = StrategicMergePatch.Apply(from, patch, type);
            return JsonNode.DeepEquals(StrategicMergePatch.Apply(once, patch, type), once);
        });
    }

    [Fact]
    public void A_patch_of_any_form_applies_or_is_refused_and_leaves_its_target_alone()
    {
        var type = ApiCatalog.BuiltIn.Type("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
        string[] names =
            ["labels", "finalizers", "ownerReferences", "name", "uid", "$patch", "$retainKeys", "$setElementOrder/finalizers", "$setElementOrder/ownerReferences", "$deleteFromPrimitiveList/finalizers"];
        var name = Gen.Int[0, names.Length - 1].Select(i => names[i]);
        var patches = Tree(name, 3);

        Gen.Select(Tree(name, 3), patches).Sample((target, patch) =>
        {
            var before = target.ToJsonString();
            try
            {
                StrategicMergePatch.Apply(target, patch, type);
            }
            catch (PatchException e)
            {
                e.Code.Should().BeOneOf(400, 422);
            }

            return target.ToJsonString() == before;
        });
    }

    private static Gen<JsonObject> Tree(Gen<string> name, int depth)
    {
        var scalar = OneOf("delete", "replace", "merge", "a", "uid").Select(text => (JsonNode?)JsonValue.Create(text));
        var leaf = Gen.OneOf(scalar, Gen.Const((JsonNode?)null), Gen.Int[0, 2].Select(number => (JsonNode?)JsonValue.Create(number)));
        var value = depth == 0 ? leaf : Gen.OneOf(leaf, Tree(name, depth - 1).Select(tree => (JsonNode?)tree));
        var item = Gen.OneOf(value, value.Array[0, 3].Select(items => (JsonNode?)new JsonArray([.. items.Select(one => one?.DeepClone())])));
        return Gen.Select(name, item).Array[0, 4].Select(fields =>
        {
            var tree = new JsonObject();
            foreach (var (field, content) in fields)
            {
                tree[field] = content?.DeepClone();
            }

            return tree;
        });
    }

    /// <summary>An object as it may be stored: no nulls, and the items of lists that merge can be told apart.</summary>
    private static Gen<JsonObject> Mergeable(TypeSchema type) => RandomObjects.Of(type).Select(value =>
        Members(ObjectDecoder.Decode(value, type, DecodeOptions.Default).Object, type));

    private static JsonObject Members(JsonObject value, TypeSchema? type)
    {
        var made = new JsonObject();
        foreach (var (name, member) in value)
        {
            var field = type is { Kind: TypeKind.Object } ? type.Fields.GetValueOrDefault(name) : null;
            if (Value(member, field?.Type ?? (type is { Kind: TypeKind.Map } ? type.Element : null), field) is { } kept)
            {
                made[name] = kept;
            }
        }

        return made;
    }

    private static JsonNode? Value(JsonNode? value, TypeSchema? type, FieldSchema? field)
    {
        switch (value)
        {
            case JsonObject members:
                return Members(members, type);
            case JsonArray items:
                var made = items.Select(item => Value(item, type?.Element, field: null)).OfType<JsonNode>().ToList();
                if (field?.PatchStrategy?.Contains("merge", StringComparison.Ordinal) != true)
                {
                    return new JsonArray([.. made]);
                }

                for (var i = 0; field.PatchMergeKey is { } key && i < made.Count; i++)
                {
                    made[i][key] = type!.Element!.Fields[key].Type.Kind == TypeKind.String ? $"key{i}" : 1L + i;
                }

                return new JsonArray([.. made.DistinctBy(item => item.ToJsonString())]);
            default:
                return value?.DeepClone();
        }
    }

    private static Gen<JsonArray> Keyed(string key, string value) =>
        ListOf(Gen.Select(Word, Word).Select((name, text) => new JsonObject { [key] = name, [value] = text }), key);

    private static Gen<JsonArray> ListOf(Gen<JsonObject> item, string key) => item.Array[0, 4].Select(items =>
        new JsonArray([.. items.DistinctBy(one => one[key]!.GetValue<string>()).Select(one => one.DeepClone())]));

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);
}
