using System.Reflection;
using System.Reflection.Emit;

namespace Commerce.Architecture;

/// <summary>What a type's code calls and names, read from its IL.</summary>
internal static class IlCalls
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The methods that the type calls, those of its lambdas and iterators included.</summary>
    public static IEnumerable<MethodBase> Of(Type type) =>
        type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)).SelectMany(Of)
            .Concat(type.GetNestedTypes(All).SelectMany(Of));

    /// <summary>
    /// The types that the type's code asks for or casts to, and the texts in it; those of its lambdas and iterators included.
    /// </summary>
    public static IEnumerable<object> NamesOf(Type type) =>
        type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)).SelectMany(NamesOf)
            .Concat(type.GetNestedTypes(All).SelectMany(NamesOf));

    private static IEnumerable<MethodBase> Of(MethodBase method) => Operands(method)
        .Where(operand => operand.Kind is OperandType.InlineMethod or OperandType.InlineTok)
        .Select(operand => Resolve(method, operand.Token)).OfType<MethodBase>();

    private static IEnumerable<object> NamesOf(MethodBase method) => Operands(method)
        .Where(operand => operand.Kind is OperandType.InlineType or OperandType.InlineString)
        .Select(operand => operand.Kind == OperandType.InlineString
            ? (object)method.Module.ResolveString(operand.Token)
            : Resolve(method, operand.Token)!);

    private static IEnumerable<(OperandType Kind, int Token)> Operands(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il)
            yield break;
        for (var at = 0; at < il.Length;)
        {
            var value = il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at];
            var code = s_codes[value];
            at += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType or OperandType.InlineString)
                yield return (code.OperandType, BitConverter.ToInt32(il, at));
            at += SizeOf(code.OperandType, il, at);
        }
    }

    private static MemberInfo? Resolve(MethodBase within, int token) => within.Module.ResolveMember(
        token, within.DeclaringType!.GetGenericArguments(), within.IsGenericMethod ? within.GetGenericArguments() : null);

    private static int SizeOf(OperandType operand, byte[] il, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
        _ => 4,
    };
}
