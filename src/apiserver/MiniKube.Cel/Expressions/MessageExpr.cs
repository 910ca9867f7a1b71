using System.Collections.Immutable;

namespace MiniKube.Cel.Expressions;

/// <summary>An object that is written out: <c>Object.spec{replicas: 1}</c>.</summary>
internal sealed class MessageExpr(int offset, string typeName, ImmutableArray<MessageField> fields)
    : Expr(offset, DepthOf([.. fields.Select(field => field.Value)]))
{
    public string TypeName => typeName;

    public ImmutableArray<MessageField> Fields => fields;
}
