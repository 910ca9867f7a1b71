using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Core;

internal static class NamespaceRules
{
    private static readonly FieldLocation Finalizers = FieldLocation.Root("spec").Child("finalizers");

    public static void Check(JsonObject value, Complaints complaints)
    {
        var finalizers = value.Object("spec").List("finalizers");
        for (var i = 0; i < finalizers?.Count; i++)
        {
            var name = finalizers[i].AsText ?? "";
            if (NameRules.QualifiedName(name) is { IsEmpty: false } whys)
            {
                complaints.Invalid(Finalizers, name, whys);
            }

            if (!name.Contains('/') && !MetadataRules.IsStandardFinalizer(name))
            {
                complaints.Invalid(Finalizers, name, MetadataRules.NoFinalizer);
            }
        }
    }
}
