// Made by scripts/build-shaders.mjs from the files beside it. Do not edit.

export const clipped = `struct Clipped{
q:Wide,
r:Wide,
isFlat:bool,
}
fn clip(p:u32)->Clipped{
let isNegative=p>signBit;
let size=select(p&0x7fffffffu,0u,isNegative);
let c=clamp(size,lowestBits,highestBits);
let r=fixed(1.0-bitcast<f32>(c));
let added=wideOf(addedBits);
return Clipped(plus(wideOf(c),added),plus(wide(r),added),isNegative||c!=size);
}
fn lossOf(y:u32,p:u32,posWeight:Wide)->Wide{
let x=wideOf(p);
if(isNone(x)){return x;}
let shares=sharesOf(y,posWeight);
let clipped=clip(p);
if(isZero(shares.A)){return times(shares.B,minusLog(clipped.q));}
if(isZero(shares.B)){return times(shares.A,minusLog(clipped.r));}
return mix(shares,minusLog(clipped.r),minusLog(clipped.q));
}
fn gradientOf(y:u32,p:u32,posWeight:Wide)->Wide{
let x=wideOf(p);
if(isNone(x)){return x;}
let clipped=clip(p);
if(clipped.isFlat){return wide(0.0);}
let shares=sharesOf(y,posWeight);
return mix(shares,inverse(clipped.r),minus(inverse(clipped.q)));
}
fn hessianOf(y:u32,p:u32,posWeight:Wide)->Wide{
let x=wideOf(p);
if(isNone(x)){return x;}
let clipped=clip(p);
if(clipped.isFlat){return wide(0.0);}
let shares=sharesOf(y,posWeight);
let r2=times(clipped.r,clipped.r);
return mix(shares,inverse(r2),inverse(times(clipped.q,clipped.q)));
}
`;

export const elements = `fn elements(group:u32,groups:u32,lane:u32){
let scale=scaleOf();
var losses=noSum();
var weights=noSum();
var cells=noSum();
for(var i=group*256u+lane;i<params.count;i+=groups*256u){
let y=labelOf(i);
let x=predictionOf(i);
var derivative=0u;
var isLeft=isKept(i,y);
if(isLeft){
if(sumsCells){cells=added(cells,rowFactorOf(i));}
if(sumsWeights){weights=added(weights,factorOf(i));}
}
if(isLeft&&isQuick(y,x)){
let quick=quickOf(y,x);
if(sumsLosses){losses=joined(losses,Sum(quick.loss,0.0,0u));}
derivative=quickDerivativeOf(quick,scale);
isLeft=false;
}
for(;isLeft;isLeft=false){
let w=posWeightOf(i);
let factor=factorOf(i);
if(sumsLosses){losses=added(losses,times(lossOf(y,x,w),factor));}
derivative=derivativeOf(y,x,w,times(factor,scale));
}
store(i,derivative);
}
if(sumsLosses){keep(0u,group,lane,overWorkgroup(lane,losses));}
if(sumsWeights){keep(1u,group,lane,overWorkgroup(lane,weights));}
if(sumsCells){keep(2u,group,lane,overWorkgroup(lane,cells));}
}
`;

export const exact = `fn lossOf(y:u32,p:u32,posWeight:Wide)->Wide{
let x=wideOf(p);
if(x.m<0.0||(p&0x7fffffffu)>oneBits){return Wide(1.0,none);}
let shares=sharesOf(y,posWeight);
if(isZero(shares.A)){return times(shares.B,minusLog(x));}
if(isZero(shares.B)){return times(shares.A,minusLogOfRest(x));}
return mix(shares,minusLogOfRest(x),minusLog(x));
}
fn gradientOf(y:u32,p:u32,posWeight:Wide)->Wide{
let x=wideOf(p);
return mix(sharesOf(y,posWeight),inverse(restOf(x)),minus(inverse(x)));
}
fn hessianOf(y:u32,p:u32,posWeight:Wide)->Wide{
let x=wideOf(p);
let r2=restSquared(x,restOf(x));
return mix(sharesOf(y,posWeight),inverse(r2),inverse(times(x,x)));
}
`;

export const exp = `fn expOfMinus(a:f32)->Wide{
let n=round(a*1.4426950408889634);
let rough=fixed(a-n*0.693359375);
let r=fixed(rough+n*2.12194440054690583e-4);
var q=0.0013814462581649423*r-0.008368780836462975;
q=q*r+0.04166839271783829;
q=q*r-0.1666651964187622;
q=q*r+0.4999999403953552;
return Wide(fixed(1.0-fixed(r-r*r*q)),-i32(n));
}
`;

export const finish = `fn sumOf(which:u32,lane:u32)->Sum{
var sum=noSum();
for(var i=lane;i<params.groups;i+=256u){
let at=12u*i+4u*which;
sum=joined(sum,Sum(bitcast<f32>(partials[at]),bitcast<f32>(partials[at+1u]),partials[at+2u]));
}
return overWorkgroup(lane,sum);
}
fn finish(group:u32,groups:u32,lane:u32){
var divisor=Wide(bitcast<f32>(params.divisorM),params.divisorK);
if(divisorFrom>0u){divisor=totalOf(sumOf(divisorFrom,lane));}
var result=divisor;
if(givesValue){
let losses=totalOf(sumOf(0u,lane));
result=wide(0.0);
if(!isZero(divisor)){result=times(losses,inverse(divisor));}
}
if(lane!=0u){return;}
var bits=bitsOf(result);
if(params.count==0u&&givesValue){bits=params.emptyBits;}
results[params.resultAt]=bits;
}
`;

export const fixed = `fn fixed(x:f32)->f32{
return bitcast<f32>(bitcast<u32>(x)^ hiddenZero());
}
`;

export const log = `fn minusLogOf(k:i32,fraction:f32)->Wide{
let f=fixed(fraction);
let s=f/(2.0+f);
let u=s*s;
let half=0.5*f*f;
let r=((0.30362436175346375*u+0.39957737922668457)*u+0.666669487953186)*u;
let n=f32(k);
let rest=fixed(f-(half-(s*(half+r)-n*2.12194440054690583e-4)));
return wide(-(n*0.693359375+rest));
}
fn minusLog(v:Wide)->Wide{
if(isInfinite(v)){return v;}
if(v.m==0.0){return Wide(1.0,infinite);}
let bits=bitcast<u32>(v.m);
let isHigh=(bits&0x007fffffu)>=0x00400000u;
let exponent=i32((bits>>23u)&0xffu)-127+select(0,1,isHigh);
let one=select(oneBits,oneBits-0x00800000u,isHigh);
return minusLogOf(v.k+exponent,bitcast<f32>(one|(bits&0x007fffffu))-1.0);
}
fn minusLogOfRest(p:Wide)->Wide{
if(p.k<-30){return p;}
let x=p.m*powerOfTwo(p.k);
if(x<0.25){return minusLogOf(0,-x);}
if(x<=0.5){return minusLogOf(-1,1.0-2.0*x);}
return minusLog(wide(1.0-x));
}
`;

export const log1p = `fn log1pOf(e:f32)->f32{
let isSplit=e>0.34;
let m=select(e,0.703125*e-0.296875,isSplit);
var q=0.05073102207764628*m-0.11870887264749648;
q=q*m+0.1638037447386053;
q=q*m-0.2001993890120757;
q=q*m+0.250061412894696;
q=q*m-0.33333496773467485;
q=q*m+0.49999986274867725;
return select(0.0,0.3522205948829651,isSplit)+(m-m*m*q);
}
`;

export const logits = `fn distanceOf(z:u32)->f32{
return bitcast<f32>(min(z&0x7fffffffu,0x44160000u));
}
fn isTail(e:Wide)->bool{
return e.k<-25;
}
fn narrow(e:Wide)->f32{
return e.m*powerOfTwo(e.k);
}
fn lossOf(y:u32,z:u32,posWeight:Wide)->Wide{
let x=wideOf(z);
if(isNone(x)){return x;}
let shares=sharesOf(y,posWeight);
let e=expOfMinus(distanceOf(z));
var near=e;
if(!isTail(e)){near=wide(log1pOf(narrow(e)));}
var far=times(shares.A,x);
if(x.m<0.0){far=times(shares.B,minus(x));}
return plus(far,times(plus(shares.A,shares.B),near));
}
fn gradientOf(y:u32,z:u32,posWeight:Wide)->Wide{
let x=wideOf(z);
if(isNone(x)){return x;}
let shares=sharesOf(y,posWeight);
let e=expOfMinus(distanceOf(z));
var high=wide(1.0);
var low=e;
if(!isTail(e)){
let f=narrow(e);
let q=f/(1.0+f);
high=wide(1.0-q);
low=wide(f-f*q);
}
if(x.m<0.0){return mix(shares,low,minus(high));}
return mix(shares,high,minus(low));
}
fn hessianOf(y:u32,z:u32,posWeight:Wide)->Wide{
let x=wideOf(z);
if(isNone(x)){return x;}
let shares=sharesOf(y,posWeight);
let e=expOfMinus(distanceOf(z));
var h=e;
if(!isTail(e)){
let f=narrow(e);
h=wide(f/(f*(2.0+f)+1.0));
}
return times(plus(shares.A,shares.B),h);
}
`;

export const noQuick = `struct Quick{
loss:f32,
}
fn isQuick(y:u32,z:u32)->bool{
return false;
}
fn quickOf(y:u32,z:u32)->Quick{
return Quick(0.0);
}
`;

export const quick = `struct Quick{
loss:f32,
gradient:f32,
hessian:f32,
}
fn isQuick(y:u32,z:u32)->bool{
return(y==0u||y==oneBits)&&(z&0x7fffffffu)<0x42200000u;
}
fn quickOf(y:u32,z:u32)->Quick{
let a=bitcast<f32>(z&0x7fffffffu);
let e=narrow(expOfMinus(a));
let isWrong=(y==0u)==((z>>31u)==0u);
let q=e/(1.0+e);
let size=select(e-e*q,1.0-q,isWrong);
return Quick(
select(0.0,a,isWrong)+log1pOf(e),
select(-size,size,y==0u),
e/(e*(2.0+e)+1.0),
);
}
`;

export const rowEach = `fn resultOfRow(row:u32)->u32{
let n=params.rowLength;
var sum=noSum();
var count=0u;
for(var i=row*n;i<row*n+n;i++){
let y=labelOf(i);
if(!isKept(i,y)){continue;}
count+=1u;
if(!givesLosses){continue;}
let loss=weightedLoss(i,y);
if(n==1u){return bitsOf(loss);}
sum=added(sum,loss);
}
return resultOf(sum,count);
}
fn rows(group:u32,groups:u32,lane:u32){
for(var row=group*256u+lane;row<params.rows;row+=groups*256u){
results[params.resultAt+row]=resultOfRow(row);
}
}
`;

export const rowShared = `var<workgroup>kept_count:atomic<u32>;
fn countOverWorkgroup(lane:u32,own:u32)->u32{
workgroupBarrier();
if(lane==0u){atomicStore(&kept_count,0u);}
workgroupBarrier();
atomicAdd(&kept_count,own);
workgroupBarrier();
return atomicLoad(&kept_count);
}
fn rows(group:u32,groups:u32,lane:u32){
let n=params.rowLength;
for(var row=group;row<params.rows;row+=groups){
var sum=noSum();
var count=0u;
for(var j=lane;j<n;j+=256u){
let i=row*n+j;
let y=labelOf(i);
if(!isKept(i,y)){continue;}
count+=1u;
if(givesLosses){sum=added(sum,weightedLoss(i,y));}
}
let all=countOverWorkgroup(lane,count);
if(givesLosses){sum=overWorkgroup(lane,sum);}
if(lane==0u){results[params.resultAt+row]=resultOf(sum,all);}
}
}
`;

export const rows = `fn weightedLoss(i:u32,y:u32)->Wide{
return times(lossOf(y,predictionOf(i),posWeightOf(i)),weightOf(i));
}
fn resultOf(sum:Sum,count:u32)->u32{
if(count==0u){return 0u;}
let factor=inverse(wide(f32(count)));
if(givesLosses){return bitsOf(times(totalOf(sum),factor));}
return bitsOf(factor);
}
`;

export const shares = `struct Shares{
A:Wide,
B:Wide,
}
fn sharesOf(y:u32,posWeight:Wide)->Shares{
if((y&infinityBits)==infinityBits){return Shares(Wide(1.0,none),Wide(1.0,none));}
let label=bitcast<f32>(y);
let keep=bitcast<f32>(keepBits);
let rest=bitcast<f32>(restBits);
if(restBits==0u){return Shares(wide(1.0-label),times(wideOf(y),posWeight));}
let A=fixed(1.0-label)*keep+rest;
return Shares(wide(A),times(wide(label*keep+rest),posWeight));
}
fn mix(shares:Shares,f0:Wide,f1:Wide)->Wide{
return plus(times(shares.A,f0),times(shares.B,f1));
}
`;

export const sum = `struct Sum{
high:f32,
low:f32,
special:u32,
}
const infinities=3u;
const noNumber=4u;
const largestExponent=96;
fn noSum()->Sum{
return Sum(0.0,0.0,0u);
}
fn joined(a:Sum,b:Sum)->Sum{
let high=fixed(a.high+b.high);
let other=fixed(high-a.high);
let lost=fixed(a.high-fixed(high-other))+fixed(b.high-other);
return Sum(high,a.low+b.low+lost,a.special|b.special);
}
fn added(sum:Sum,term:Wide)->Sum{
if(isZero(term)){return sum;}
if(isNone(term)){return Sum(sum.high,sum.low,sum.special|noNumber);}
if(term.k>=largestExponent){
return Sum(sum.high,sum.low,sum.special|select(1u,2u,term.m<0.0));
}
return joined(sum,Sum(term.m*powerOfTwo(max(term.k,-126)),0.0,0u));
}
fn totalOf(sum:Sum)->Wide{
if(sum.special>=noNumber||sum.special==infinities){return Wide(1.0,none);}
if(sum.special!=0u){return Wide(select(-1.0,1.0,sum.special==1u),infinite);}
return wideOf(bitcast<u32>(sum.high+sum.low));
}
var<workgroup>shared_sums:array<Sum,256>;
fn overWorkgroup(lane:u32,own:Sum)->Sum{
workgroupBarrier();
shared_sums[lane]=own;
workgroupBarrier();
var sum=own;
if(lane<16u){
for(var i=lane+16u;i<256u;i+=16u){sum=joined(sum,shared_sums[i]);}
shared_sums[lane]=sum;
}
workgroupBarrier();
if(lane==0u){
for(var i=1u;i<16u;i++){sum=joined(sum,shared_sums[i]);}
}
return sum;
}
`;

export const torch = `const small=Wide(1.099511627776,-40);
fn limited(loss:Wide)->Wide{
if(isNone(loss)){return loss;}
if(isInfinite(loss)||(loss.k==0&&loss.m>100.0)){return wide(100.0);}
return loss;
}
fn lossOf(y:u32,p:u32,posWeight:Wide)->Wide{
let x=wideOf(p);
if(x.m<0.0||(p&0x7fffffffu)>oneBits){return Wide(1.0,none);}
let shares=sharesOf(y,posWeight);
if(isZero(shares.A)){return times(shares.B,limited(minusLog(x)));}
if(isZero(shares.B)){return times(shares.A,limited(minusLogOfRest(x)));}
return mix(shares,limited(minusLogOfRest(x)),limited(minusLog(x)));
}
fn gradientOf(y:u32,p:u32,posWeight:Wide)->Wide{
let x=wideOf(p);
if(isNone(x)){return x;}
let r=restOf(x);
let numerator=mix(sharesOf(y,posWeight),x,minus(r));
var both=times(x,r);
let isSmall=both.m<=0.0||both.k<-60||both.m*powerOfTwo(both.k)<1e-12;
if(isSmall){both=small;}
return times(numerator,inverse(both));
}
fn hessianOf(y:u32,p:u32,posWeight:Wide)->Wide{
let x=wideOf(p);
if(isNone(x)){return x;}
let r=restOf(x);
let root=times(plus(x,small),plus(r,small));
let squares=mix(sharesOf(y,posWeight),times(x,x),times(r,r));
return times(squares,inverse(times(root,root)));
}
`;

export const wide = `struct Wide{
m:f32,
k:i32,
}
const infinite=0x10000;
const none=0x1000000;
const signBit=0x80000000u;
const infinityBits=0x7f800000u;
const nanBits=0x7fc00000u;
const oneBits=0x3f800000u;
fn isNone(a:Wide)->bool{
return a.k>=none/2;
}
fn isInfinite(a:Wide)->bool{
return a.k>=infinite/2;
}
fn isZero(a:Wide)->bool{
return a.m==0.0&&!isNone(a);
}
fn wideOf(bits:u32)->Wide{
let sign=bits&signBit;
let size=bits&0x7fffffffu;
if(size==0u){return Wide(0.0,0);}
if(size>infinityBits){return Wide(1.0,none);}
let one=sign|oneBits;
if(size==infinityBits){return Wide(bitcast<f32>(one),infinite);}
let shift=select(0u,countLeadingZeros(size)-8u,size<0x00800000u);
let k=select(i32(size>>23u),1-i32(shift),shift>0u)-127;
return Wide(bitcast<f32>(one|((size<<shift)&0x007fffffu)),k);
}
fn wide(x:f32)->Wide{
return Wide(x,0);
}
fn bitsOf(a:Wide)->u32{
if(isNone(a)){return nanBits;}
let bits=bitcast<u32>(a.m);
let sign=bits&signBit;
if(a.m==0.0){return sign;}
let exponent=a.k+i32((bits>>23u)&0xffu);
if(exponent>254){return sign|infinityBits;}
let mantissa=bits&0x007fffffu;
if(exponent>0){return sign|(u32(exponent)<<23u)|mantissa;}
if(exponent<-24){return sign;}
let whole=mantissa|0x00800000u;
let shift=u32(1-exponent);
let half=(1u<<(shift-1u))-1u+((whole>>shift)&1u);
return sign|((whole+half)>>shift);
}
fn powerOfTwo(k:i32)->f32{
return bitcast<f32>(u32(k+127)<<23u);
}
fn times(a:Wide,b:Wide)->Wide{
return Wide(a.m*b.m,a.k+b.k);
}
fn minus(a:Wide)->Wide{
return Wide(-a.m,a.k);
}
fn plus(a:Wide,b:Wide)->Wide{
if(isZero(a)){return b;}
if(isZero(b)){return a;}
let isLarger=a.k>=b.k;
let distance=select(b.k-a.k,a.k-b.k,isLarger);
let large=select(b.m,a.m,isLarger);
let k=select(b.k,a.k,isLarger);
if(distance>100){return Wide(large,k);}
let small=select(a.m,b.m,isLarger);
return Wide(large+small*powerOfTwo(-distance),k);
}
fn restOf(p:Wide)->Wide{
let r=plus(wide(1.0),minus(p));
return Wide(fixed(r.m),r.k);
}
fn restSquared(p:Wide,r:Wide)->Wide{
let lost=plus(restOf(r),minus(p));
return times(r,plus(r,times(wide(2.0),lost)));
}
fn inverse(a:Wide)->Wide{
if(isNone(a)){return a;}
if(a.m==0.0){return Wide(1.0,infinite);}
return Wide(1.0/a.m,-a.k);
}
`;
