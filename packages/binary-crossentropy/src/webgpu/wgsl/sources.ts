// Made by scripts/build-shaders.mjs from the files beside it. Do not edit.

export const clipped = `struct _a{q:Wide,r:Wide,isFlat:bool}
fn _b(a:u32)->u32{return clamp(select(a&0x7fffffffu,0u,a>_H),lowestBits,highestBits);}
fn clip(a:u32)->_a{let b=_b(a);let c=fixed(1.-bitcast<f32>(b));let d=wideOf(addedBits);return _a(plus(wideOf(b),d),plus(wide(c),d),b!=(a&0x7fffffffu)||a>_H);}
fn lossOf(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_J(d)){return d;}let e=_w(a,c);let f=clip(b);if(isZero(e.A)){return times(e.B,_i(f.q));}if(isZero(e.B)){return times(e.A,_i(f.r));}return _x(e,_i(f.r),_i(f.q));}
fn gradientOf(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_J(d)){return d;}let e=clip(b);if(e.isFlat){return wide(0.);}let f=_w(a,c);return _x(f,inverse(e.r),_M(inverse(e.q)));}
fn hessianOf(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_J(d)){return d;}let e=clip(b);if(e.isFlat){return wide(0.);}let f=_w(a,c);let g=times(e.r,e.r);return _x(f,inverse(g),inverse(times(e.q,e.q)));}
`;

export const elements = `fn elements(a:u32,b:u32,c:u32){let d=b*256u;let e=a*256u+c;let f=scaleOf();let g=hasQuick&&isQuickScale(f);var h=_B();var i=_B();var j=e;if(g){j=params.count;let k=f.m*_L(f.k);for(var l=e;l<params.count;l+=d){let m=labelOf(l);let n=predictionOf(l);let o=weightOf(l);let p=isKept(l,m);let q=isQuick(m,n,o);j=min(j,select(l,params.count,q||!p));let r=bitcast<f32>(rowFactorOf(l));let s=bitcast<f32>(o)*r;let t=quickOf(quickSharesOf(m,bitcast<f32>(posWeightOf(l))),n);let u=p&&q;if(sumsLosses){h=_D(h,select(0.,t.loss*s,u));}if(sumsWeights){i=_D(i,select(0.,s,u));}if(sumsCells){i=_D(i,select(0.,r,u));}let v=quickDerivativeOf(t)*(s*k);store(l,select(0u,bitcast<u32>(v),p));}}loop{while(g&&j<params.count){let m=labelOf(j);if(isKept(j,m)&&!isQuick(m,predictionOf(j),weightOf(j))){break;}j+=d;}if(j>=params.count){break;}let m=labelOf(j);let n=predictionOf(j);let r=wideOf(rowFactorOf(j));let s=times(wideOf(weightOf(j)),r);let w=wideOf(posWeightOf(j));var v=0u;if(isKept(j,m)){if(sumsLosses){h=added(h,times(lossOf(m,n,w),s));}if(sumsWeights){i=added(i,s);}if(sumsCells){i=added(i,r);}v=derivativeOf(m,n,w,times(s,f));}store(j,v);j+=d;}if(sumsLosses){keep(e,h);}if(sumsWeights||sumsCells){keep(d+e,i);}}
`;

export const exact = `fn lossOf(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(d.m<0.||(b&0x7fffffffu)>oneBits){return Wide(1.,_G);}let e=_w(a,c);if(isZero(e.A)){return times(e.B,_i(d));}if(isZero(e.B)){return times(e.A,_k(d));}return _x(e,_k(d),_i(d));}
fn gradientOf(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);return _x(_w(a,c),inverse(_N(d)),_M(inverse(d)));}
fn hessianOf(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);let e=_O(d,_N(d));return _x(_w(a,c),inverse(e),inverse(times(d,d)));}
`;

export const exp = `fn _c(a:f32)->Wide{let b=round(a*1.442695);let c=fixed(a-b*.6933594);let d=fixed(c+b*.00021219444);var e=.0013814463*d-.008368781;e=e*d+.041668393;e=e*d-.1666652;e=e*d+.49999994;return Wide(fixed(1.-fixed(d-d*d*e)),-i32(b));}
`;

export const finish = `fn _d(a:u32)->Sum{let b=partials[2u*a];if((b&infinityBits)!=infinityBits){return Sum(bitcast<f32>(b),bitcast<f32>(partials[2u*a+1u]),0u);}return added(_B(),wideOf(b));}
fn _e(a:u32,b:u32)->Sum{var c=_B();for(var d=b;d<params.partials;d+=256u){c=_C(c,_d(a+d));}return _R(b,c);}
fn finish(a:u32,b:u32,c:u32){var d=Wide(bitcast<f32>(params.divisorM),params.divisorK);if(sumsDivisor){d=totalOf(_e(params.partials,c));}var e=d;if(givesValue){let f=totalOf(_e(0u,c));e=wide(0.);if(!isZero(d)){e=times(f,inverse(d));}}if(c!=0u){return;}var g=bitsOf(e);if(params.count==0u&&givesValue){g=params.emptyBits;}results[params.resultAt]=g;}
`;

export const fixed = `fn fixed(a:f32)->f32{return bitcast<f32>(bitcast<u32>(a)^hiddenZero());}
`;

export const log = `fn _f(a:i32,b:f32)->f32{let c=fixed(b);let d=c/(2.+c);let e=d*d;let f=.5*c*c;let g=((.30362436*e+.39957738)*e+.6666695)*e;let h=f32(a);let i=fixed(c-(f-(d*(f+g)-h*.00021219444)));return-(h*.6933594+i);}
struct _g{k:i32,f:f32}
fn _h(a:f32)->_g{let b=bitcast<u32>(a);let c=(b&0x007fffffu)>=0x00400000u;let d=select(oneBits,oneBits-0x00800000u,c);let e=i32(b>>23u)-127+select(0,1,c);return _g(e,bitcast<f32>(d|(b&0x007fffffu))-1.);}
fn _i(a:Wide)->Wide{if(_K(a)){return a;}if(a.m==0.){return Wide(1.,infinite);}let b=_h(a.m);return wide(_f(a.k+b.k,b.f));}
fn _j(a:f32)->f32{var b=_h(1.-a);if(a<=.5){b=_g(-1,1.-2.*a);}if(a<.25){b=_g(0,-a);}return _f(b.k,b.f);}
fn _k(a:Wide)->Wide{if(a.k<-30){return a;}let b=a.m*_L(a.k);if(b==1.){return Wide(1.,infinite);}return wide(_j(b));}
`;

export const log1p = `fn _l(a:f32)->f32{let b=a>.34;let c=select(a,.703125*a-.296875,b);var d=.050731022*c-.11870887;d=d*c+.16380374;d=d*c-.2001994;d=d*c+.25006142;d=d*c-.33333498;d=d*c+.49999985;return select(0.,.3522206,b)+(c-c*c*d);}
`;

export const logits = `fn _m(a:u32)->f32{return bitcast<f32>(min(a&0x7fffffffu,0x44160000u));}
fn _n(a:Wide)->bool{return a.k<-25;}
fn _o(a:Wide)->f32{return a.m*_L(a.k);}
fn lossOf(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_J(d)){return d;}let e=_w(a,c);let f=_c(_m(b));var g=f;if(!_n(f)){g=wide(_l(_o(f)));}var h=times(e.A,d);if(d.m<0.){h=times(e.B,_M(d));}return plus(h,times(plus(e.A,e.B),g));}
fn gradientOf(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_J(d)){return d;}let e=_w(a,c);let f=_c(_m(b));var g=wide(1.);var h=f;if(!_n(f)){let i=_o(f);let j=i/(1.+i);g=wide(1.-j);h=wide(i-i*j);}if(d.m<0.){return _x(e,h,_M(g));}return _x(e,g,_M(h));}
fn hessianOf(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_J(d)){return d;}let e=_w(a,c);let f=_c(_m(b));var g=f;if(!_n(f)){let h=_o(f);g=wide(h/(h*(2.+h)+1.));}return times(plus(e.A,e.B),g);}
`;

export const quickClipped = `fn isQuickPrediction(a:u32)->bool{let b=_b(a);return(a&0x7fffffffu)<=infinityBits&&b>=0x30800000u&&b<oneBits;}
fn quickOf(a:QuickShares,b:u32)->Quick{let c=_b(b);let d=bitcast<f32>(addedBits);let e=fixed(bitcast<f32>(c)+d);let f=fixed(fixed(1.-bitcast<f32>(c))+d);let g=_h(e);let h=_h(f);let i=c!=b;return Quick(a.A*_f(h.k,h.f)+a.B*_f(g.k,g.f),select(a.A*(1./f)-a.B*(1./e),0.,i),select(a.A*(1./(f*f))+a.B*(1./(e*e)),0.,i));}
`;

export const quickExact = `fn quickOf(a:QuickShares,b:u32)->Quick{let c=bitcast<f32>(b);let d=fixed(1.-c);let e=d*(d+2.*(fixed(1.-d)-c));return Quick(_p(a,c),a.A*(1./d)-a.B*(1./c),a.A*(1./e)+a.B*(1./(c*c)));}
`;

export const quickLogits = `fn isQuickPrediction(a:u32)->bool{return(a&0x7fffffffu)<0x42200000u;}
fn quickOf(a:QuickShares,b:u32)->Quick{let c=bitcast<f32>(b&0x7fffffffu);let d=_o(_c(c));let e=b>=_H;let f=d/(1.+d);let g=1.-f;let h=d-d*f;let i=a.A+a.B;return Quick(select(a.A,a.B,e)*c+i*_l(d),a.A*select(g,h,e)-a.B*select(h,g,e),i*(d/(d*(2.+d)+1.)));}
`;

export const quickOpen = `fn isQuickPrediction(a:u32)->bool{return a>=0x30800000u&&a<oneBits;}
fn _p(a:QuickShares,b:f32)->f32{let c=_h(b);return a.A*_j(b)+a.B*_f(c.k,c.f);}
`;

export const quickTorch = `fn quickOf(a:QuickShares,b:u32)->Quick{let c=bitcast<f32>(b);let d=fixed(1.-c);let e=c+1e-12;let f=d+1e-12;let g=1.-1e-12/e;let h=1.-1e-12/f;return Quick(_p(a,c),(a.A*c-a.B*d)/(c*d),a.A*(g*g/(f*f))+a.B*(h*h/(e*e)));}
`;

export const quick = `struct Quick{loss:f32,gradient:f32,hessian:f32}
struct QuickShares{A:f32,B:f32}
fn isQuickLabel(a:u32)->bool{return a<=oneBits;}
fn isQuickWeight(a:u32)->bool{let b=a&0x7fffffffu;return b==0u||(b>=0x3a800000u&&b<=0x44800000u);}
fn quickSharesOf(a:u32,b:f32)->QuickShares{let c=bitcast<f32>(a);if(restBits==0u){return QuickShares(1.-c,b*c);}let d=bitcast<f32>(keepBits);let e=bitcast<f32>(restBits);return QuickShares(fixed(1.-c)*d+e,b*(c*d+e));}
`;

export const rowEach = `fn _q(a:u32)->u32{let b=params.rowLength;var c=_B();var d=0u;for(var e=a*b;e<a*b+b;e++){let f=labelOf(e);if(!isKept(e,f)){continue;}d+=1u;if(!givesLosses){continue;}let g=_t(e,f);if(b==1u){return bitsOf(g);}c=added(c,g);}return _u(c,d);}
fn rows(a:u32,b:u32,c:u32){for(var d=a*256u+c;d<params.rows;d+=b*256u){results[params.resultAt+d]=_q(d);}}
`;

export const rowShared = `var<workgroup>_r:atomic<u32>;
fn _s(a:u32,b:u32)->u32{workgroupBarrier();if(a==0u){atomicStore(&_r,0u);}workgroupBarrier();atomicAdd(&_r,b);workgroupBarrier();return atomicLoad(&_r);}
fn rows(a:u32,b:u32,c:u32){let d=given.rowLength;for(var e=a;e<given.rows;e+=b){var f=_B();var g=0u;for(var h=c;h<d;h+=256u){let i=e*d+h;let j=labelOf(i);if(!isKept(i,j)){continue;}g+=1u;if(givesLosses){f=added(f,_t(i,j));}}let k=_s(c,g);if(givesLosses){f=_R(c,f);}if(c==0u){results[params.resultAt+e]=_u(f,k);}}}
`;

export const rows = `fn _t(a:u32,b:u32)->Wide{return times(lossOf(b,predictionOf(a),wideOf(posWeightOf(a))),wideOf(weightOf(a)));}
fn _u(a:Sum,b:u32)->u32{if(b==0u){return select(0u,params.emptyBits,params.count==0u);}let c=inverse(wide(f32(b)));if(givesLosses){return bitsOf(times(totalOf(a),c));}return bitsOf(c);}
`;

export const shares = `struct _v{A:Wide,B:Wide}
fn _w(a:u32,b:Wide)->_v{if((a&infinityBits)==infinityBits){return _v(Wide(1.,_G),Wide(1.,_G));}let c=bitcast<f32>(a);let d=bitcast<f32>(keepBits);let e=bitcast<f32>(restBits);if(restBits==0u){return _v(wide(1.-c),times(wideOf(a),b));}let f=fixed(1.-c)*d+e;return _v(wide(f),times(wide(c*d+e),b));}
fn _x(a:_v,b:Wide,c:Wide)->Wide{return plus(times(a.A,b),times(a.B,c));}
`;

export const sum = `struct Sum{high:f32,low:f32,special:u32}
const _y=3u;
const _z=4u;
const _A=96;
fn _B()->Sum{return Sum(0.,0.,0u);}
fn _C(a:Sum,b:Sum)->Sum{let c=fixed(a.high+b.high);let d=fixed(c-a.high);let e=fixed(a.high-fixed(c-d))+fixed(b.high-d);return Sum(c,a.low+b.low+e,a.special|b.special);}
fn _D(a:Sum,b:f32)->Sum{return _C(a,Sum(b,0.,0u));}
fn added(a:Sum,b:Wide)->Sum{if(isZero(b)){return a;}if(_J(b)){return Sum(a.high,a.low,a.special|_z);}if(b.k>=_A){return Sum(a.high,a.low,a.special|select(1u,2u,b.m<0.));}return _D(a,b.m*_L(max(b.k,-126)));}
fn totalOf(a:Sum)->Wide{if(a.special>=_z||a.special==_y){return Wide(1.,_G);}if(a.special!=0u){return Wide(select(-1.,1.,a.special==1u),infinite);}return wideOf(bitcast<u32>(a.high+a.low));}
`;

export const torch = `const _E=Wide(1.0995116,-40);
fn _F(a:Wide)->Wide{if(_J(a)){return a;}if(_K(a)||(a.k==0&&a.m>100.)){return wide(100.);}return a;}
fn lossOf(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(d.m<0.||(b&0x7fffffffu)>oneBits){return Wide(1.,_G);}let e=_w(a,c);if(isZero(e.A)){return times(e.B,_F(_i(d)));}if(isZero(e.B)){return times(e.A,_F(_k(d)));}return _x(e,_F(_k(d)),_F(_i(d)));}
fn gradientOf(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_J(d)){return d;}let e=_N(d);let f=_x(_w(a,c),d,_M(e));var g=times(d,e);let h=g.m<=0.||g.k<-60||g.m*_L(g.k)<1e-12;if(h){g=_E;}return _P(f,g);}
fn hessianOf(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_J(d)){return d;}let e=_N(d);let f=plus(d,_E);let g=plus(e,_E);let h=times(times(f,f),times(g,g));return _P(_x(_w(a,c),times(d,d),times(e,e)),h);}
`;

export const wide = `struct Wide{m:f32,k:i32}
const infinite=0x10000;
const _G=0x1000000;
const _H=0x80000000u;
const infinityBits=0x7f800000u;
const _I=0x7fc00000u;
const oneBits=0x3f800000u;
fn _J(a:Wide)->bool{return a.k>=_G/2;}
fn _K(a:Wide)->bool{return a.k>=infinite/2;}
fn isZero(a:Wide)->bool{return a.m==0.&&!_J(a);}
fn wideOf(a:u32)->Wide{let b=a&_H;let c=a&0x7fffffffu;if(c==0u){return Wide(0.,0);}if(c>infinityBits){return Wide(1.,_G);}let d=b|oneBits;if(c==infinityBits){return Wide(bitcast<f32>(d),infinite);}let e=select(0u,countLeadingZeros(c)-8u,c<0x00800000u);let f=select(i32(c>>23u),1-i32(e),e>0u)-127;return Wide(bitcast<f32>(d|((c<<e)&0x007fffffu)),f);}
fn wide(a:f32)->Wide{return Wide(a,0);}
fn bitsOf(a:Wide)->u32{if(_J(a)){return _I;}let b=bitcast<u32>(a.m);let c=b&_H;if(a.m==0.){return c;}let d=a.k+i32((b>>23u)&0xffu);if(d>254){return c|infinityBits;}let e=b&0x007fffffu;if(d>0){return c|(u32(d)<<23u)|e;}if(d<-24){return c;}let f=e|0x00800000u;let g=u32(1-d);let h=(1u<<(g-1u))-1u+((f>>g)&1u);return c|((f+h)>>g);}
fn _L(a:i32)->f32{return bitcast<f32>(u32(a+127)<<23u);}
fn times(a:Wide,b:Wide)->Wide{return Wide(a.m*b.m,a.k+b.k);}
fn _M(a:Wide)->Wide{return Wide(-a.m,a.k);}
fn plus(a:Wide,b:Wide)->Wide{if(isZero(a)){return b;}if(isZero(b)){return a;}let c=a.k>=b.k;let d=select(b.k-a.k,a.k-b.k,c);let e=select(b.m,a.m,c);let f=select(b.k,a.k,c);if(d>100){return Wide(e,f);}let g=select(a.m,b.m,c);return Wide(e+g*_L(-d),f);}
fn _N(a:Wide)->Wide{let b=plus(wide(1.),_M(a));return Wide(fixed(b.m),b.k);}
fn _O(a:Wide,b:Wide)->Wide{let c=plus(_N(b),_M(a));return times(b,plus(b,times(wide(2.),c)));}
fn _P(a:Wide,b:Wide)->Wide{if(_J(b)){return b;}if(b.m==0.){return Wide(1.,infinite);}return Wide(a.m/b.m,a.k-b.k);}
fn inverse(a:Wide)->Wide{return _P(wide(1.),a);}
`;

export const workgroup = `var<workgroup>_Q:array<Sum,256>;
fn _R(a:u32,b:Sum)->Sum{workgroupBarrier();_Q[a]=b;workgroupBarrier();var c=b;if(a<16u){for(var d=a+16u;d<256u;d+=16u){c=_C(c,_Q[d]);}_Q[a]=c;}workgroupBarrier();if(a==0u){for(var d=1u;d<16u;d++){c=_C(c,_Q[d]);}}return c;}
`;
